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
    /// Who may call it; nil when everybody may do everything.
    public var callers: [KmsCaller]?
    /// Keys that exist before the first step.
    public var keys: [PregeneratedKey]
    /// Whether the run leaves its CloudTrail events.
    public var writesCloudTrail: Bool
    /// Where it stands.
    public var range: SourceRange

    /// Its name in the scenario.
    public var name: String { configuration.name }

    /// The names of who may call it; nil when everybody may do everything.
    public var principals: [String]? { callers?.map(\.principal.name) }

    /// The principal of a name.
    func principal(_ name: String) -> KmsPrincipal {
      callers?.first { $0.principal.name == name }?.principal
        ?? KmsPrincipal(name: name, account: configuration.account)
    }
  }

  /// One who may call a KMS.
  public struct KmsCaller: Hashable, Sendable {
    /// The identity, and when its credentials end.
    public var principal: KmsPrincipal
    /// What its allow list has.
    public var operations: Set<KmsOperation> = []
    /// The policy that is attached to it beside the list.
    public var policy: PolicyDocument?
  }

  /// A key that exists before the first step.
  public struct PregeneratedKey: Hashable, Sendable {
    /// The name that references use: `${kms.'<instance>'.keys.<name>}`.
    public var name: String
    /// The vendor's key spec.
    public var keySpec: KmsKeySpec
    /// The vendor's key usage.
    public var keyUsage: KmsKeyUsage
    /// Whether it can be replicated into other Regions.
    public var isMultiRegion = false
    /// Its key policy; nil for AWS's default, which leaves everything to the account's identity policies.
    public var policy: PolicyDocument?
  }
}
