import Configuration
import KMS
import Kernel
import Presets

/// Reads the key `principals` of a KMS: who may call it, and what each may do.
struct KmsPrincipalReader {
  let preset: KmsPreset?
  let account: String

  /// `"canton-external-keys"`, or `{ "preset": "…", "allow": ["kms:Sign"], "deny": [], "policy": {…}, "kind": "role",
  /// "credentials-expire-after": "1h" }`.
  func principal(_ entry: Reader.Entry) -> Scenario.KmsCaller? {
    guard Names.check(entry, kind: "principal", Names.isWord, Names.wordExpected) else { return nil }
    var caller = Scenario.KmsCaller(principal: KmsPrincipal(name: entry.key, account: account))
    if case .string = entry.reader.value.content {
      caller.operations = permissionSet(entry.reader) ?? []
      return caller
    }
    let isObject: Void? = entry.reader.object(expected: "the name of a permission set, or an object with \"allow\"") {
      object in
      let base = object.optional("preset").flatMap { permissionSet($0) } ?? []
      let allowed = object.optional("allow")?.elements().compactMap(KmsWords.action) ?? []
      let denied = object.optional("deny")?.elements().compactMap(KmsWords.action) ?? []
      caller.operations = base.union(allowed).subtracting(denied)
      let kind = object.optional("kind")?.choice(KmsPrincipal.Kind.self) ?? .role
      let life = object.optional("credentials-expire-after")?.nanoseconds()
      caller.principal = KmsPrincipal(
        name: entry.key, account: account, kind: kind,
        credentialsExpireAt: life.map { Instant(nanoseconds: $0) })
      caller.policy = object.optional("policy").flatMap { PolicyReader.policy($0, kind: .identity) }
    }
    return isObject == nil ? nil : caller
  }

  private func permissionSet(_ reader: Reader) -> Set<KmsOperation>? {
    let sets = preset?.permissions ?? []
    guard let name = reader.reference(to: "permission set", among: sets.map(\.name)) else { return nil }
    return sets.first { $0.name == name }.map { Set($0.operations) }
  }
}

/// Reads a policy document that stands in a scenario as the JSON object that it is.
enum PolicyReader {
  /// Reports what AWS would refuse it for.
  static func policy(_ reader: Reader, kind: PolicyDocument.Kind) -> PolicyDocument? {
    guard case .object = reader.value.content else {
      reader.reportKind(expected: "a policy document: an object with \"Version\" and \"Statement\"")
      return nil
    }
    // The object's keys are the policy's own; nothing of them is the scenario's to know.
    do throws(KmsServiceError) {
      return try PolicyDocument(JSONWriter.text(reader.value.json), kind: kind)
    } catch {
      let reason = error.message.isEmpty ? "" : ": \(error.message)"
      reader.report("AWS refuses the policy with \(error.code)\(reason)", expected: "a policy document of AWS")
      return nil
    }
  }
}
