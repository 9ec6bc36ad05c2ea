import Configuration
import KMS
import Presets

extension Scenario {
  /// A key management service: an account in a Region of a vendor.
  public struct KmsInstance: Sendable {
    /// What the service is made of: the preset's figures with the scenario's own over them. Without a preset it has neither
    /// quotas nor delays.
    public var configuration: KmsInstanceConfiguration
    /// The dated data that it builds upon.
    public var preset: KmsPreset?
    /// The principals that may call it; nil when everybody may do everything.
    public var principals: [String]?
    /// Keys that exist before the first step.
    public var keys: [PregeneratedKey]
    /// Where it stands.
    public var range: SourceRange

    /// Its name in the scenario.
    public var name: String { configuration.name }
  }

  /// A key that exists before the first step.
  public struct PregeneratedKey: Hashable, Sendable {
    /// The name that references use: `${kms.'<instance>'.keys.<name>}`.
    public var name: String
    /// The vendor's key spec.
    public var keySpec: KmsKeySpec
    /// The vendor's key usage.
    public var keyUsage: KmsKeyUsage
  }
}
