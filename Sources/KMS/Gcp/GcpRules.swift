import Kernel
import Keys

/// What a key may be like.
enum GcpRules {
  /// Throws unless the algorithm is one of the purpose, exists at the level and is modelled.
  static func checkTemplate(_ template: GcpVersionTemplate, _ purpose: GcpPurpose) throws(GcpStatus) {
    let algorithm = template.algorithm
    guard algorithm.purpose == purpose else {
      throw GcpErrors.invalid(
        "The algorithm \(algorithm.rawValue) is not valid for a CryptoKey with purpose \(purpose.rawValue).",
        field: "crypto_key.version_template.algorithm")
    }
    switch template.protectionLevel {
    case .software, .hsm: break
    case .external, .externalVpc, .hsmSingleTenant:
      throw GcpErrors.notModelled("protection level \(template.protectionLevel.rawValue)")
    }
    guard algorithm.exists(at: template.protectionLevel) else {
      throw GcpErrors.invalid(
        "The algorithm \(algorithm.rawValue) is not supported with protection level "
          + "\(template.protectionLevel.rawValue).", field: "crypto_key.version_template.protection_level")
    }
    guard algorithm.meaning != .none else { throw GcpErrors.notModelled("algorithm \(algorithm.rawValue)") }
  }

  /// Throws unless a key of the purpose may rotate so. A schedule needs both the period and the next time, but a next
  /// time may stand alone: it rotates once.
  static func checkRotation(
    _ purpose: GcpPurpose, _ period: Span?, _ next: Instant?, isImportOnly: Bool, _ instant: Instant
  ) throws(GcpStatus) {
    guard period != nil || next != nil else { return }
    guard purpose == .encryptDecrypt, !isImportOnly else {
      throw GcpErrors.invalid(
        "Automatic rotation is only supported for CryptoKeys with purpose ENCRYPT_DECRYPT that are not import-only.",
        field: "crypto_key.rotation_period")
    }
    if let period {
      guard period >= .hours(24) else {
        throw GcpErrors.invalid(
          "The field 'crypto_key.rotation_period' must be at least 86400s.", field: "crypto_key.rotation_period")
      }
      guard next != nil else { throw GcpErrors.required("crypto_key.next_rotation_time") }
    }
    if let next, next <= instant {
      throw GcpErrors.invalid(
        "The field 'crypto_key.next_rotation_time' must be in the future.", field: "crypto_key.next_rotation_time")
    }
  }

  /// The labels sorted. Throws unless there are at most 64, each key once, of allowed characters and lengths.
  static func checked(_ labels: [GcpLabel]) throws(GcpStatus) -> [GcpLabel] {
    let sorted = labels.sorted { $0.key < $1.key }
    let isUnique = zip(sorted, sorted.dropFirst()).allSatisfy { $0.key != $1.key }
    let isValid = labels.allSatisfy { label in
      (1...63).contains(label.key.count) && label.value.count <= 63
        && (label.key.first.map { $0.isLowercase } ?? false) && (label.key + label.value).allSatisfy(isLabelCharacter)
    }
    guard isUnique, isValid, labels.count <= 64 else {
      throw GcpErrors.invalid("The labels are invalid.", field: "crypto_key.labels")
    }
    return sorted
  }

  private static func isLabelCharacter(_ character: Character) -> Bool {
    character == "_" || character == "-" || character.isNumber || (character.isLetter && !character.isUppercase)
  }

  /// Throws unless a checksum that was sent is that of the bytes; gives whether one was sent.
  static func verify(_ checksum: Int64?, _ bytes: [UInt8], _ field: String) throws(GcpStatus) -> Bool {
    guard let checksum else { return false }
    guard checksum == Crc32c.of(bytes) else { throw GcpErrors.checksumMismatch(field) }
    return true
  }

  /// Throws when there are more bytes than allowed.
  static func limit(_ count: Int, _ limit: Int, _ field: String) throws(GcpStatus) {
    guard count <= limit else { throw GcpErrors.tooLarge(field, count, limit: limit) }
  }
}
