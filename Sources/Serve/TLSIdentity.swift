import Glibc
import Kernel
import Keys
import NIOSSL

/// The certificate and key that a server shows.
public struct TLSIdentity: Sendable {
  let configuration: TLSConfiguration

  /// Reads a certificate chain and a private key in PEM. Throws a sentence for files that cannot be used.
  public init(certificateFile: String, keyFile: String) throws(ServeOptions.Mistake) {
    do {
      let chain = try NIOSSLCertificate.fromPEMFile(certificateFile).map { NIOSSLCertificateSource.certificate($0) }
      let key = try NIOSSLPrivateKey(file: keyFile, format: .pem)
      configuration = TLSConfiguration.makeServerConfiguration(certificateChain: chain, privateKey: .privateKey(key))
    } catch {
      throw ServeOptions.Mistake("\(certificateFile) and \(keyFile) are no certificate and key in PEM: \(error)")
    }
  }

  /// Makes a certificate for the host, `localhost` and the loopback addresses that vouches for itself, valid from
  /// yesterday for a year. Another start makes another one. For Google's service it names `cloudkms.googleapis.com` as
  /// well: by this name Canton's client asks its endpoint-override to identify itself.
  public static func selfSigned(host: String, isGoogle: Bool = false) throws(ServeOptions.Mistake) -> TLSIdentity {
    let day: Int64 = 86_400
    let now = CalendarTime(RealClock().now).unixSeconds
    func time(_ seconds: Int64) -> String {
      String(CalendarTime(unixSeconds: seconds).basic.dropFirst(2)).replacing("T", with: "")
    }
    do {
      let address = address(host)
      let made = try SelfSignedCertificate(
        names: ["localhost"] + (address == nil && host != "localhost" ? [host] : [])
          + (isGoogle ? ["cloudkms.googleapis.com"] : []),
        addresses: [[127, 0, 0, 1], [UInt8](repeating: 0, count: 15) + [1]] + (address.map { [$0] } ?? []),
        from: time(now - day), until: time(now + 365 * day),
        with: CryptoEngine(
          mode: .real, seed: ServeOptions.Seed.drawn().value, rsaKeys: RSAKeyPool(directory: nil)))
      return TLSIdentity(
        TLSConfiguration.makeServerConfiguration(
          certificateChain: [.certificate(try NIOSSLCertificate(bytes: made.certificate, format: .der))],
          privateKey: .privateKey(try NIOSSLPrivateKey(bytes: made.privateKey, format: .der))))
    } catch {
      throw ServeOptions.Mistake("no certificate can be made: \(error)")
    }
  }

  /// What TLS of a server begins with that speaks several protocols, the preferred one first.
  func context(for protocols: [String]) throws -> NIOSSLContext {
    var configuration = configuration
    configuration.applicationProtocols = protocols
    return try NIOSSLContext(configuration: configuration)
  }

  private init(_ configuration: TLSConfiguration) { self.configuration = configuration }

  /// The 4 or 16 bytes of an address; nil for a name.
  private static func address(_ host: String) -> [UInt8]? {
    for (family, size) in [(AF_INET, 4), (AF_INET6, 16)] {
      var bytes = [UInt8](repeating: 0, count: size)
      if inet_pton(family, host, &bytes) == 1 { return bytes }
    }
    return nil
  }
}
