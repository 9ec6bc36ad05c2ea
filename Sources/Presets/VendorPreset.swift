import Configuration
import KMS

/// A preset of a vendor's service. One reader for all: the word `vendor` in the file says whose it is.
public enum VendorPreset: Sendable {
  /// AWS's.
  case aws(KmsPreset)
  /// Google's.
  case gcp(GcpPreset)

  /// Reads a preset.
  package init?(_ reader: Reader) {
    // A file without a vendor is reported as one that lacks it, whatever else is in it.
    let isGoogles = reader.value["vendor"]?.string == KmsVendor.gcp.rawValue
    guard
      let found = isGoogles
        ? GcpPreset(reader).map(VendorPreset.gcp) : KmsPreset(reader).map(VendorPreset.aws)
    else { return nil }
    self = found
  }

  /// Whose service it is.
  public var vendor: KmsVendor {
    switch self {
    case .aws: .aws
    case .gcp: .gcp
    }
  }

  /// Its name, date and purpose.
  public var header: PresetHeader {
    switch self {
    case .aws(let preset): preset.header
    case .gcp(let preset): preset.header
    }
  }

  /// AWS's preset; another vendor's is reported where it is named.
  package func aws(namedBy reader: Reader) -> KmsPreset? {
    if case .aws(let preset) = self { return preset }
    return refuse(reader, wanted: .aws)
  }

  /// Google's preset; another vendor's is reported where it is named.
  package func gcp(namedBy reader: Reader) -> GcpPreset? {
    if case .gcp(let preset) = self { return preset }
    return refuse(reader, wanted: .gcp)
  }

  private func refuse<Preset>(_ reader: Reader, wanted: KmsVendor) -> Preset? {
    reader.report(
      "\(header.name) is a preset of vendor \"\(vendor.rawValue)\"", expected: "one of vendor \"\(wanted.rawValue)\"")
    return nil
  }
}
