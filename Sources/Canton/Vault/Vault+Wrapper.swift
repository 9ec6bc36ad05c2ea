import Events
import KMS
import Kernel
import Keys
import Storage

/// The wrapper key of an encrypted private key store; canton.md 5.4 and 6.
extension Vault {
  /// `keys.secret.rotate_wrapper_key`. All rows or none: every row is decrypted with the key stored beside it, then
  /// every row is encrypted with the new one, then all are replaced in one transaction. Nothing else writes meanwhile.
  /// - Parameter newID: nil or empty creates a symmetric key.
  /// - Returns: the wrapper key in use from now on.
  /// - Throws: `NO_ENCRYPTED_PRIVATE_KEY_STORE_ERROR`, `INVALID_KMS_KEY_ID`, `WRAPPER_KEY_NOT_EXIST_ERROR`,
  ///   `WRAPPER_KEY_DISABLED_OR_DELETED_ERROR`, `WRAPPER_KEY_ALREADY_IN_USE_ERROR`,
  ///   `WRAPPER_KEY_ROTATION_INTERNAL_ERROR`; each leaves the store as it was.
  public func rotateWrapperKey(to newID: String?) async throws -> String {
    guard mode == .enveloped, let kms, let old = wrapperKeyID else {
      throw CantonError("NO_ENCRYPTED_PRIVATE_KEY_STORE_ERROR", "The node does not use an encrypted private key store")
    }
    do {
      let new = try await newWrapperKey(newID, current: old, kms: kms)
      try await writing.acquire()
      defer { writing.release() }
      let rows = try context.store.privateKeys()
      let clear = try await inParallel(rows) {
        try await kms.decryptSymmetric(keyID: $0.wrapperKeyId ?? old, ciphertext: $0.data)
      }
      let encrypted = try await inParallel(clear) { try await kms.encryptSymmetric(keyID: new, plaintext: $0) }
      let rewritten = zip(rows, encrypted).map { row, data in
        StoredPrivateKey(
          fingerprint: row.fingerprint, purpose: row.purpose, data: data, name: row.name, wrapperKeyId: new)
      }
      try context.store.transaction {
        try context.store.replacePrivateKeys(rewritten)
        try context.store.set(Vault.wrapperSetting, Array(new.utf8))
      }
      wrapperKeyID = new
      context.record(Event.key(.wrapperRotated(from: old, to: new, keys: rows.count)))
      return new
    } catch let error as KmsError {
      throw CantonError("WRAPPER_KEY_ROTATION_INTERNAL_ERROR", "\(error)")
    } catch let error as KmsInvariantViolation {
      throw CantonError("WRAPPER_KEY_ROTATION_INTERNAL_ERROR", "\(error)")
    }
  }

  /// The key to rotate to, checked; creating one asks the KMS.
  private func newWrapperKey(_ newID: String?, current: String, kms: any KmsClient) async throws -> String {
    guard let newID, !newID.isEmpty else { return try await kms.generateSymmetricKey(name: "") }
    guard newID.count <= 300 else {
      throw CantonError("INVALID_KMS_KEY_ID", "The KMS key id has more than 300 characters")
    }
    do {
      try await kms.keyExistsAndIsActive(newID)
    } catch let error as KmsError {
      switch error {
      case .cannotFindKey: throw CantonError("WRAPPER_KEY_NOT_EXIST_ERROR", "\(error)")
      case .keyDisabled: throw CantonError("WRAPPER_KEY_DISABLED_OR_DELETED_ERROR", "\(error)")
      default: throw error
      }
    }
    guard newID != current else {
      throw CantonError(
        "WRAPPER_KEY_ALREADY_IN_USE_ERROR", "Wrapper key id [\(newID)] selected for rotation is already being used.")
    }
    return newID
  }

  /// Runs a KMS operation for each element, eight at a time (`batching.parallelism`); results in the elements' order.
  /// Throws the first element's error once all have ended.
  func inParallel<Element, Result>(
    _ elements: [Element], _ operation: @escaping (Element) async throws -> Result
  ) async throws -> [Result] {
    let permits = FlowSemaphore(context.scope, permits: 8)
    let replies: [Reply<Result>] = elements.map { element in
      let reply: Reply<Result> = context.reply()
      context.spawn("\(context.id.name)/kms-batch") {
        do {
          try await permits.acquire()
          defer { permits.release() }
          reply.succeed(try await operation(element))
        } catch {
          reply.fail(error)
        }
      }
      return reply
    }
    var failure: (any Error)?
    var results: [Result] = []
    for reply in replies {
      do {
        results.append(try await reply.value())
      } catch {
        failure = failure ?? error
      }
    }
    if let failure { throw failure }
    return results
  }
}
