import KMS
import Kernel
import SwiftProtobuf

/// A request on its way through the front end.
struct GrpcExchange {
  let service: GcpKeyService
  let member: String
  let project: String?
  let instant: Instant
  let bytes: [UInt8]
  let time: GrpcTime
  let seen: Seen

  /// What the request turned out to be about.
  final class Seen {
    var observation = GcpObservation()
  }

  func answer(_ method: GcpMethod) throws(GcpStatus) -> [UInt8] {
    let message = try message(method)
    do {
      return try message.serializedBytes()
    } catch {
      throw GcpStatus(.internal, "Internal error encountered.")
    }
  }

  private func message(_ method: GcpMethod) throws(GcpStatus) -> any SwiftProtobuf.Message {
    switch method {
    case .listLocations: try listLocations()
    case .getLocation: try getLocation()
    case .generateRandomBytes: try generateRandomBytes()
    case .createKeyRing: try createKeyRing()
    case .getKeyRing: try getKeyRing()
    case .listKeyRings: try listKeyRings()
    case .createCryptoKey: try createCryptoKey()
    case .getCryptoKey: try getCryptoKey()
    case .listCryptoKeys: try listCryptoKeys()
    case .updateCryptoKey: try updateCryptoKey()
    case .updateCryptoKeyPrimaryVersion: try updateCryptoKeyPrimaryVersion()
    case .createCryptoKeyVersion: try createCryptoKeyVersion()
    case .importCryptoKeyVersion: try importCryptoKeyVersion()
    case .getCryptoKeyVersion: try getCryptoKeyVersion()
    case .listCryptoKeyVersions: try listCryptoKeyVersions()
    case .updateCryptoKeyVersion: try updateCryptoKeyVersion()
    case .destroyCryptoKeyVersion: try destroyCryptoKeyVersion()
    case .restoreCryptoKeyVersion: try restoreCryptoKeyVersion()
    case .getPublicKey: try getPublicKey()
    case .encrypt: try encrypt()
    case .decrypt: try decrypt()
    case .asymmetricSign: try asymmetricSign()
    case .asymmetricDecrypt: try asymmetricDecrypt()
    case .macSign: try macSign()
    case .macVerify: try macVerify()
    case .rawEncrypt: try rawEncrypt()
    case .rawDecrypt: try rawDecrypt()
    case .createImportJob: try createImportJob()
    case .getImportJob: try getImportJob()
    case .listImportJobs: try listImportJobs()
    case .getIamPolicy: try getIamPolicy()
    case .setIamPolicy: try setIamPolicy()
    case .testIamPermissions: try testIamPermissions()
    }
  }

  /// The request's message. Throws for bytes that are none.
  func read<Content: SwiftProtobuf.Message>(_ type: Content.Type) throws(GcpStatus) -> Content {
    do {
      return try Content(serializedBytes: bytes)
    } catch {
      throw GcpErrors.invalid("The request is no message of type \(Content.protoMessageName).")
    }
  }

  func call<Request: GcpRequest>(_ request: Request) throws(GcpStatus) -> Request.Response {
    let parts = request.resource.split(separator: "/", maxSplits: 2)
    let principal = GcpPrincipal(member: member, project: project ?? (parts.count > 1 ? String(parts[1]) : ""))
    let answer = service.perform(request, from: principal, at: instant)
    seen.observation = GcpObservation(answer)
    return try answer.result.get()
  }

  /// The value of an enumeration with this number; nil for 0. `path` and `type` are Google's.
  func value<Value: GcpEnum>(_ number: Int32, _ path: String, _ type: String) throws(GcpStatus) -> Value? {
    guard number != 0 else { return nil }
    guard let value = Value(number: Int(number)) else {
      throw GcpErrors.invalid(
        "Invalid value at '\(path)' (type.googleapis.com/google.cloud.kms.v1.\(type)), \(number)", field: path)
    }
    return value
  }

  func algorithm(_ number: Int32, _ path: String) throws(GcpStatus) -> GcpAlgorithm? {
    try value(number, path, "CryptoKeyVersion.CryptoKeyVersionAlgorithm")
  }

  func level(_ number: Int32, _ path: String) throws(GcpStatus) -> GcpProtectionLevel? {
    try value(number, path, "ProtectionLevel")
  }
}
