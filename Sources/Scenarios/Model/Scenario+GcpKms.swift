import Configuration
import KMS
import Presets

extension Scenario {
  /// A key management service of vendor `gcp`: a key ring of a project in a location.
  public struct GcpKmsInstance: Sendable {
    /// What the service is made of: the preset's figures with the scenario's own over them. Without a preset it has neither
    /// quotas nor delays.
    public var configuration: GcpInstanceConfiguration
    /// The dated data that it builds upon.
    public var preset: GcpPreset?
    /// The principals that may call it; nil when everybody may do everything.
    public var principals: [String]?
    /// Keys that exist before the first step; the name is the key's id.
    public var keys: [GcpPregeneratedKey]
    /// Whether the run leaves its entries of Cloud Audit Logs.
    public var writesCloudAuditLogs: Bool
    /// Where it stands.
    public var range: SourceRange

    /// Its name in the scenario.
    public var name: String { configuration.name }
  }

  /// A key of a Google KMS that exists before the first step, with its version 1.
  public struct GcpPregeneratedKey: Hashable, Sendable {
    /// The key's id, which references use, too: `${kms.'<instance>'.keys.<name>}`.
    public var name: String
    /// What it computes.
    public var algorithm: GcpAlgorithm
    /// Where its material lives.
    public var level: GcpProtectionLevel
  }
}
