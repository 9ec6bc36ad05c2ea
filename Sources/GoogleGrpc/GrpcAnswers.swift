import KMS
import SwiftProtobuf

/// What the service shows, as messages.
extension GrpcTime {
  func message(_ ring: GcpKeyRing) -> KmsKeyRing {
    .with {
      $0.name = ring.name
      $0.createTime = message(ring.createTime)
    }
  }

  func message(_ key: GcpCryptoKey) -> KmsCryptoKey {
    .with {
      $0.name = key.name
      if let primary = key.primary { $0.primary = message(primary) }
      $0.purpose = key.purpose.wire
      $0.createTime = message(key.createTime)
      if let next = key.nextRotationTime { $0.nextRotationTime = message(next) }
      if let period = key.rotationPeriod { $0.rotationPeriod = GrpcTime.message(period) }
      $0.versionTemplate.protectionLevel = key.versionTemplate.protectionLevel.wire
      $0.versionTemplate.algorithm = key.versionTemplate.algorithm.wire
      for label in key.labels { $0.labels[label.key] = label.value }
      $0.importOnly = key.importOnly
      $0.destroyScheduledDuration = GrpcTime.message(key.destroyScheduledDuration)
    }
  }

  func message(_ version: GcpCryptoKeyVersion) -> KmsCryptoKeyVersion {
    .with {
      $0.name = version.name
      $0.state = version.state.wire
      $0.protectionLevel = version.protectionLevel.wire
      $0.algorithm = version.algorithm.wire
      $0.createTime = message(version.createTime)
      if let time = version.generateTime { $0.generateTime = message(time) }
      if let time = version.destroyTime { $0.destroyTime = message(time) }
      if let time = version.destroyEventTime { $0.destroyEventTime = message(time) }
      $0.importJob = version.importJob ?? ""
      if let time = version.importTime { $0.importTime = message(time) }
      $0.importFailureReason = version.importFailureReason ?? ""
      $0.reimportEligible = version.reimportEligible
    }
  }

  func message(_ job: GcpImportJob) -> KmsImportJob {
    .with {
      $0.name = job.name
      $0.importMethod = job.importMethod.wire
      $0.protectionLevel = job.protectionLevel.wire
      $0.createTime = message(job.createTime)
      if let time = job.generateTime { $0.generateTime = message(time) }
      if let time = job.expireTime { $0.expireTime = message(time) }
      if let time = job.expireEventTime { $0.expireEventTime = message(time) }
      $0.state = job.state.wire
      if let pem = job.publicKey { $0.publicKey.pem = pem }
    }
  }
}

extension LocationLocation {
  init(_ location: GcpLocation) {
    self = .with {
      $0.name = location.name
      $0.locationID = location.locationID
      $0.labels = ["cloud.googleapis.com/region": location.locationID]
      if let metadata = try? Google_Protobuf_Any(message: KmsLocationMetadata.with { $0.hsmAvailable = true }) {
        $0.metadata = metadata
      }
    }
  }
}

extension IamPolicy {
  init(_ policy: GcpIamPolicy) {
    self = .with {
      $0.version = Int32(clamping: policy.version)
      $0.bindings = policy.bindings.map { binding in
        .with {
          $0.role = binding.role
          $0.members = binding.members
        }
      }
      $0.etag = policy.etag.data
    }
  }
}
