/// The workload templates that exist.
public enum WorkloadCatalog {
  /// One line each.
  public static let all: [WorkloadDefinition] = [iouCreate, iouTransfer, ping]

  static let iouCreate = WorkloadDefinition(
    name: "iou-create", parties: 1...1000,
    doc: "The first party issues IOUs to the others in turn; `batch` IOUs in one transaction.",
    example: #"{ "id": "issue", "template": "iou-create", "rate": 2, "parties": ["Bank", "Alice"], "batch": 5 }"#)

  static let iouTransfer = WorkloadDefinition(
    name: "iou-transfer", parties: 1...1000,
    doc: "The parties in turn transfer an IOU that they hold to the next party; archives one contract, creates one.",
    example: #"{ "id": "trading", "template": "iou-transfer", "rate": 5, "parties": ["Alice", "Bob"] }"#)

  static let ping = WorkloadDefinition(
    name: "ping", parties: 2...2,
    doc: "A transaction without contracts that both parties confirm.",
    example: #"{ "id": "pings", "template": "ping", "rate": 1, "parties": ["Alice", "Bank"] }"#)
}
