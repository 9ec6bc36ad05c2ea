import ArgumentParser
import Foundation
import Serve

@main
enum Main {
  /// Mistakes on the command line end with the documented code 2, as in `keyshift`, instead of the parser's own.
  static func main() async {
    do {
      let command = try KeyshiftServe.parse()
      try await command.run()
    } catch {
      guard KeyshiftServe.exitCode(for: error) == .validationFailure else { KeyshiftServe.exit(withError: error) }
      FileHandle.standardError.write(Data("\(KeyshiftServe.fullMessage(for: error))\n".utf8))
      KeyshiftServe.exit(withError: ExitCode(2))
    }
  }
}

/// The program behind `keyshift serve`: a product of its own, so that nothing else has to build a web server.
struct KeyshiftServe: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keyshift serve",
    abstract: "Serves the fake KMS to AWS's and Google's clients over HTTP, in real time.",
    discussion: """
      Point a client's endpoint here; any credentials do, unless --credentials names a file. The Region is the one of \
      the client's credentials' scope; the account is the access key id when that is twelve digits, else --account. \
      GET /health and GET /metrics (OpenMetrics) answer beside the service. Log lines are JSON on standard error. A \
      client that sends the header x-keyshift-show-latency is told the drawn time in x-keyshift-drawn-latency-ns. \
      SIGTERM and SIGINT end the server after it has answered what it has begun.
      """)

  @Option(help: ArgumentHelp("Where AWS clients are served; port 0 takes a free one.", valueName: "host:port"))
  var aws: String

  @Option(
    help: ArgumentHelp("Request quotas: a preset such as aws-kms@2026-01, its file, or off.", valueName: "preset"))
  var quotas = "off"

  @Option(
    help: ArgumentHelp(
      "Replaces one quota, in requests per second, for instance describe-key=100.", valueName: "quota=rate"))
  var quota: [String] = []

  @Option(help: ArgumentHelp("Latencies: a preset such as aws-kms@2026-01, its file, or off.", valueName: "preset"))
  var latency = "off"

  @Option(help: "The seed of ids, keys and latencies; drawn when neither it nor a state file gives one.")
  var seed: UInt64?

  @Option(help: "The account of callers whose access key id is not twelve digits.")
  var account = "000000000000"

  @Option(help: ArgumentHelp("The access keys that may call, in JSON; signatures are checked.", valueName: "file"))
  var credentials: String?

  @Flag(help: "Allows an address that other machines reach; needs --credentials, and --gcp-tokens for --gcp.")
  var bindAnywhere = false

  @Option(help: ArgumentHelp("self-signed: serves over TLS with a certificate made on start.", valueName: "kind"))
  var tls: String?

  @Option(help: ArgumentHelp("A certificate chain in PEM; serves over TLS.", valueName: "file"))
  var tlsCertificate: String?

  @Option(help: ArgumentHelp("The certificate's private key in PEM.", valueName: "file"))
  var tlsKey: String?

  @Option(
    help: ArgumentHelp(
      "Keeps keys over a restart in this file, private material sealed; needs --state-key or KEYSHIFT_STATE_KEY.",
      valueName: "file"))
  var state: String?

  @Option(
    help: ArgumentHelp(
      "The key of the state file: 32 bytes in hexadecimal digits or Base64, in a file of mode 0600.",
      valueName: "file"))
  var stateKey: String?

  @Option(
    help: ArgumentHelp(
      "Appends the events that AWS CloudTrail would show to this file, a line each.", valueName: "file"))
  var cloudtrail: String?

  @Option(
    help: ArgumentHelp(
      "Where Google's clients are served, with gRPC and with REST on one port; any token does without --gcp-tokens.",
      valueName: "host:port"))
  var gcp: String?

  @Option(help: ArgumentHelp("The bearer tokens that Google's clients may have, in JSON.", valueName: "file"))
  var gcpTokens: String?

  @Option(
    help: ArgumentHelp(
      "Latencies of Google's answers: a preset such as gcp-kms@2026-02, its file, or off.", valueName: "preset"))
  var gcpLatency = "off"

  @Option(help: ArgumentHelp("How Google's requests are limited: hard-2025, soft-2026 or off.", valueName: "regime"))
  var gcpQuotas = "off"

  @Option(help: ArgumentHelp("Appends the entries of Google's Cloud Audit Logs to this file.", valueName: "file"))
  var cloudAudit: String?

  func validate() throws {
    guard cloudAudit == nil || gcp != nil else { throw ValidationError("--cloud-audit belongs to --gcp") }
    guard state != nil || stateKey == nil else { throw ValidationError("--state-key belongs to --state") }
    if let gcp {
      guard let address = ListenAddress(gcp) else {
        throw ValidationError("--gcp \(gcp) is no address: say host:port, for instance 127.0.0.1:4600")
      }
      guard address.isLoopback || (bindAnywhere && gcpTokens != nil) else {
        throw ValidationError(
          "--gcp \(address) can be reached by other machines: that takes --bind-anywhere and --gcp-tokens FILE")
      }
    }
    guard gcpTokens == nil || gcp != nil else { throw ValidationError("--gcp-tokens belongs to --gcp") }
    guard let address = ListenAddress(aws) else {
      throw ValidationError("--aws \(aws) is no address: say host:port, for instance 127.0.0.1:4599")
    }
    guard AccountNumber.isOne(account) else { throw ValidationError("--account \(account) is not twelve digits") }
    guard (tlsCertificate == nil) == (tlsKey == nil) else {
      throw ValidationError("--tls-certificate and --tls-key belong together")
    }
    guard tls == nil || (tls == "self-signed" && tlsCertificate == nil) else {
      throw ValidationError("--tls takes self-signed, and then no --tls-certificate")
    }
    guard address.isLoopback || (bindAnywhere && credentials != nil) else {
      throw ValidationError(
        "\(address) can be reached by other machines: that takes --bind-anywhere and --credentials FILE")
    }
  }

  func run() async throws {
    let options: ServeOptions
    do {
      options = try self.options()
    } catch {
      FileHandle.standardError.write(Data("error: \(error)\n".utf8))
      throw ExitCode(2)
    }
    let scheme = options.tls == nil ? "http" : "https"
    do {
      try await KmsServer(options).run { vendor, address in
        FileHandle.standardOutput.write(
          Data("keyshift serve: \(vendor.rawValue) at \(scheme)://\(address)\n".utf8))
      }
    } catch let mistake as ServeOptions.Mistake {
      FileHandle.standardError.write(Data("error: \(mistake)\n".utf8))
      throw ExitCode(2)
    } catch {
      let addresses = ([options.address] + [options.google].compactMap { $0 }).map(\.description)
      FileHandle.standardError.write(
        Data("error: \(addresses.joined(separator: " or ")) cannot be served: \(error)\n".utf8))
      throw ExitCode(1)
    }
  }

  private func options() throws(ServeOptions.Mistake) -> ServeOptions {
    guard let address = ListenAddress(aws) else { throw ServeOptions.Mistake("\(aws) is no address") }
    var options = ServeOptions(address: address, account: account)
    if let seed { options.seed = .given(seed) }
    options.google = gcp.flatMap { ListenAddress($0) }
    options.googleQuotas = try ServeOptions.googleQuotas(gcpQuotas)
    if quotas != "off" { options.quotas = try ServeOptions.preset(quotas, folders: KeyshiftServe.presetFolders) }
    if latency != "off" { options.latency = try ServeOptions.preset(latency, folders: KeyshiftServe.presetFolders) }
    if gcpLatency != "off" {
      options.googleLatency = try ServeOptions.googlePreset(gcpLatency, folders: KeyshiftServe.presetFolders)
    }
    for text in quota {
      let (name, rate) = try ServeOptions.quota(text)
      options.quotaOverrides[name] = rate
    }
    if let credentials {
      do throws(Credentials.Invalid) {
        options.credentials = try Credentials(file: credentials)
      } catch {
        throw ServeOptions.Mistake(error.description)
      }
    }
    if let gcpTokens {
      do throws(GoogleTokens.Invalid) {
        options.googleTokens = try GoogleTokens(file: gcpTokens)
      } catch {
        throw ServeOptions.Mistake(error.description)
      }
    }
    if let tlsCertificate, let tlsKey {
      options.tls = try TLSIdentity(certificateFile: tlsCertificate, keyFile: tlsKey)
    }
    if tls != nil {
      options.tls = try TLSIdentity.selfSigned(
        host: address.host, isGoogle: options.google != nil)
    }
    if let cloudAudit { try options.keepGoogleTrail(in: cloudAudit) }
    if let cloudtrail { try options.keepTrail(in: cloudtrail) }
    if let state {
      let file = try StateFile(path: state, key: try key(of: state), seed: seed.map { .given($0) })
      options.state = file
      options.seed = file.seed
    }
    return options
  }

  /// The key of the state file. It is never on the command line, where everybody on the machine could read it.
  private func key(of state: String) throws(ServeOptions.Mistake) -> StateKey {
    switch (stateKey, try StateKey.ofEnvironment()) {
    case (let file?, nil): return try StateKey(file: file)
    case (nil, let key?): return key
    case (.some, .some): throw ServeOptions.Mistake("--state-key and \(StateKey.variable) are both given: say one")
    case (nil, nil):
      throw ServeOptions.Mistake(
        "--state needs a key: --state-key FILE or \(StateKey.variable); openssl rand -hex 32 makes one")
    }
  }

  /// Where presets are looked for: the working folder, then up from the program to the repository that built it.
  private static var presetFolders: [String] {
    var folders = ["scenarios/presets"]
    var folder = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath().deletingLastPathComponent()
    for _ in 0..<5 {
      folders.append(folder.appendingPathComponent("scenarios/presets").path)
      folder = folder.deletingLastPathComponent()
    }
    return folders
  }
}
