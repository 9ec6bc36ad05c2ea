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
}
