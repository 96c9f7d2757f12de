/// The measure of the present part of a table, which decides when the part is full.
///
/// Only the rows' own bytes decide, not their batches, and not the number or speed of the compressors. So every run
/// makes the same parts, and so does a run that resumes another one.
struct PartMeasure: Sendable, Equatable, Codable {
  /// The rows, including those that are not in a block yet.
  var rows = 0
  /// The bytes of the blocks that were cut, before compression.
  var cutBytes = 0
  /// The approximate size of those blocks on the disk.
  var cutSize = 0
  /// The latest sample of compression; `nil` without compression, and before the first sample.
  var sample: Sample?

  /// The result of the compression of some bytes.
  struct Sample: Sendable, Equatable, Codable {
    /// The number of bytes before compression.
    var content: Int
    /// The number of bytes after compression.
    var compressed: Int

    /// The expected compressed size of similar bytes.
    func compressed(_ count: Int) -> Int { count * compressed / content }
  }

  /// The number of rows that may follow before the next call; zero if the part is full. Every part takes at least one
  /// row.
  ///
  /// - Parameter pending: the bytes that are not in a block yet.
  func room(under split: SnapshotSplit?, pending: Int) -> Int {
    switch split {
    case nil: .max
    case .rows(let limit): limit - rows
    case .bytes(let limit): rows == 0 || cutSize + size(of: pending) < limit ? 1 : 0
    }
  }

  /// Notes a block that was cut.
  ///
  /// - Parameter sample: the sample of its compression, if there is one.
  mutating func cut(_ count: Int, _ sample: Sample?) {
    self.sample = sample ?? self.sample
    cutBytes += count
    cutSize += size(of: count)
  }

  private func size(of count: Int) -> Int { sample?.compressed(count) ?? count }

  /// The measure of the next part before its first row. It keeps the sample, since the rows will be similar.
  var next: PartMeasure { PartMeasure(sample: sample) }

  /// A bound for the rows and bytes of a part, small enough that sums cannot overflow.
  static let largest = 1 << 44

  /// Whether the figures are possible.
  var isPossible: Bool {
    guard [rows, cutBytes, cutSize].allSatisfy((0...Self.largest).contains) else { return false }
    guard let sample else { return true }
    return 1...BlockSampler.contentCount ~= sample.content && 0...2 * BlockSampler.contentCount ~= sample.compressed
  }
}
