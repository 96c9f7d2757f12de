/// The result of the verification of a snapshot.
public struct VerificationReport: Sendable {
  /// The folder that was verified.
  public let path: String
  /// The manifest of the snapshot; `nil` if it cannot be read.
  public let manifest: Manifest?
  /// The number of differences.
  public let differenceCount: Int
  /// The first differences, at most twenty.
  public let differences: [SnapshotDifference]

  /// Whether everything agrees with the manifest, which may itself say that something is missing.
  public var isSound: Bool { differenceCount == 0 }

  init(path: String, manifest: Manifest?, differences: DifferenceList) {
    self.path = path
    self.manifest = manifest
    differenceCount = differences.count
    self.differences = differences.first
  }
}
