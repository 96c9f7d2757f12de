/// What the verification of a snapshot found.
public struct VerificationReport: Sendable {
  /// The folder that was verified.
  public let path: String
  /// The snapshot's own account of itself; `nil` if it cannot be read.
  public let manifest: Manifest?
  /// How many differences there are.
  public let differenceCount: Int
  /// The first of them, twenty at most.
  public let differences: [SnapshotDifference]

  /// Whether everything is as the manifest says: what it says may still be that something is missing.
  public var isSound: Bool { differenceCount == 0 }

  init(path: String, manifest: Manifest?, differences: DifferenceList) {
    self.path = path
    self.manifest = manifest
    differenceCount = differences.count
    self.differences = differences.first
  }
}
