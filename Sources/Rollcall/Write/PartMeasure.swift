/// How much is in the part that a table's rows go to, and when it is full.
///
/// Only the rows' own bytes decide: not the batches in which they come, nor how many compressors there are and how fast
/// they are. So every run makes the same parts, and so does one that goes on.
struct PartMeasure: Sendable, Equatable, Codable {
  /// Its rows, those that wait for the rest of their block included.
  var rows = 0
  /// Bytes of its blocks that were cut, before compression.
  var cutBytes = 0
  /// What these take on the disk, about.
  var cutSize = 0
  /// How well the rows were compressed of late; `nil` if nothing is compressed, or nothing was yet.
  var sample: Sample?

  /// What compression made of some bytes.
  struct Sample: Sendable, Equatable, Codable {
    /// How many they were.
    var content: Int
    /// How many they became.
    var compressed: Int

    /// What that many bytes become, if they are like these.
    func compressed(_ count: Int) -> Int { count * compressed / content }
  }

  /// How many rows can follow before this is to be asked again: none if the part is full. Every part takes one.
  ///
  /// - Parameter pending: bytes that wait for the rest of their block.
  func room(under split: SnapshotSplit?, pending: Int) -> Int {
    switch split {
    case nil: .max
    case .rows(let limit): limit - rows
    case .bytes(let limit): rows == 0 || cutSize + size(of: pending) < limit ? 1 : 0
    }
  }

  /// Notes a block that was cut.
  ///
  /// - Parameter sample: what compression makes of it, if that is known.
  mutating func cut(_ count: Int, _ sample: Sample?) {
    self.sample = sample ?? self.sample
    cutBytes += count
    cutSize += size(of: count)
  }

  private func size(of count: Int) -> Int { sample?.compressed(count) ?? count }

  /// The beginning of the next part, whose rows are like those of this one.
  var next: PartMeasure { PartMeasure(sample: sample) }

  /// More rows or bytes than this are in no part, and less than can be added up without harm.
  static let largest = 1 << 44

  /// Whether a writer may have noted it.
  var isPossible: Bool {
    guard [rows, cutBytes, cutSize].allSatisfy((0...Self.largest).contains) else { return false }
    guard let sample else { return true }
    return 1...BlockSampler.contentCount ~= sample.content && 0...2 * BlockSampler.contentCount ~= sample.compressed
  }
}
