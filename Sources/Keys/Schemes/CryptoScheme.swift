/// Why schemes cannot be used as configured; Canton's text, without the prefix that its caller adds.
public struct SchemeError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The text.
  public let message: String

  /// An error with this text.
  public init(message: String) {
    self.message = message
  }

  /// The text.
  public var description: String { message }
}

/// What a provider offers for one kind of scheme. Canton's `CryptoProviderScheme`.
public struct ProviderScheme<Spec: CryptoSpec>: Hashable, Sendable {
  /// What is used when nothing is configured.
  public let `default`: Spec
  /// Everything that may be allowed, in Canton's order.
  public let supported: [Spec]

  /// An offer of these schemes.
  public init(default: Spec, supported: [Spec]) {
    precondition(supported.contains(`default`), "a default that is not supported")
    self.default = `default`
    self.supported = supported
  }
}

/// What a node's configuration says about one kind of scheme. Canton's `CryptoSchemeConfig`.
public struct SchemeConfiguration<Spec: CryptoSpec>: Hashable, Sendable {
  /// The configured default; nil for the provider's.
  public var `default`: Spec?
  /// The configured set; nil for everything that the provider supports.
  public var allowed: [Spec]?

  /// A configuration; without arguments, the provider's.
  public init(default: Spec? = nil, allowed: [Spec]? = nil) {
    self.default = `default`
    self.allowed = allowed
  }
}

/// The schemes that a node uses: one of them for what it makes itself. Canton's `CryptoScheme`.
public struct CryptoScheme<Spec: CryptoSpec>: Hashable, Sendable {
  /// What the node signs or encrypts with.
  public let `default`: Spec
  /// What it accepts, in the order configured or else Canton's.
  public let allowed: [Spec]

  /// Throws "Scheme … is not allowed: …" unless the default is allowed.
  public init(default: Spec, allowed: [Spec]) throws(SchemeError) {
    guard allowed.contains(`default`) else {
      throw SchemeError(message: "Scheme \(`default`.displayName) is not allowed: \(allowed.printed)")
    }
    self.default = `default`
    self.allowed = allowed
  }

  /// What `configuration` makes of a provider's offer. Throws "Allowed schemes … are not supported" and "Scheme … is
  /// not allowed: …". Model: Canton 3.5, `CryptoScheme.create`.
  public init(_ configuration: SchemeConfiguration<Spec>, _ provider: ProviderScheme<Spec>) throws(SchemeError) {
    let allowed = configuration.allowed ?? provider.supported
    let unsupported = allowed.filter { !provider.supported.contains($0) }
    guard unsupported.isEmpty else {
      throw SchemeError(message: "Allowed schemes \(unsupported.printed) are not supported")
    }
    try self.init(default: configuration.default ?? provider.default, allowed: allowed)
  }

  /// The part that a KMS can use private keys of; the rest stays usable for verifying and encrypting. Throws "The
  /// configured default scheme … not supported by the KMS: …". Model: Canton 3.5, `CryptoSchemes.selectKmsScheme`.
  public func selected(_ supported: [Spec]) throws(SchemeError) -> CryptoScheme {
    guard supported.contains(`default`) else {
      throw SchemeError(
        message: "The configured default scheme \(`default`.displayName) not supported by the KMS: "
          + supported.printed)
    }
    return try CryptoScheme(default: `default`, allowed: allowed.filter { supported.contains($0) })
  }
}

extension Array where Element: CryptoSpec {
  /// As Scala prints a set.
  var printed: String { "Set(\(map(\.displayName).joined(separator: ", ")))" }
}
