import FoundationEssentials
import Gzip

@testable import Rollcall

extension FuzzTarget {
  /// Checkpoints: one of which a byte changed is refused, and what can be read is the same when it is written and read
  /// again, and leaves writers where they can go on.
  static let checkpoint = FuzzTarget("checkpoint") { input in
    let manner = input.choice(of: 3)
    let bytes: [UInt8]
    switch manner {
    case 0: bytes = input.remainder()
    case 1:
      // Any content, with a digest that fits.
      let content = input.remainder()
      let seal = "\n{\"sha256\":\"\(SmallSnapshot.sha256(content))\"}\n"
      bytes = content + Array(seal.utf8)
    default: bytes = input.edited(try Checkpoint.sound.encoded())
    }
    guard let checkpoint = try? Checkpoint(decoding: bytes) else { return }
    if manner == 2 { try require(checkpoint == .sound, "changed bytes give another checkpoint") }
    let again = try Checkpoint(decoding: try checkpoint.encoded())
    try require(again == checkpoint, "it is another one when it is read again:\n  \(again)\n  \(checkpoint)")

    for file in checkpoint.files {
      guard let state = file.writerState else { throw Finding("\(file.path) has no state, and was not refused") }
      var cutter = BlockCutter()
      cutter.resume(from: state.tail)
      cutter.append { $0 += Array("more".utf8) }
      let blocks = cutter.cutFullBlocks() + [cutter.cutLastBlock()]
      let content = blocks.reduce(0) { $0 + $1.content.count }
      try require(content, is: file.tail.count - file.historyBytes + 4, "the writer goes on with other content")
    }
  }
}

extension Checkpoint {
  /// What a run leaves between two tenants. Made anew each time: LeakSanitizer does not see through the pointers of `Data`
  /// in a variable that lives for ever.
  fileprivate static var sound: Checkpoint {
    let moment = TableRows.snapshotAt
    var checkpoint = Checkpoint(
      identity: ExportIdentity(services: ["crisp"], settings: ["format": "csv"]), snapshotAt: moment, startedAt: moment)
    checkpoint.identity.zlibVersion = "1"
    checkpoint.tenants = [SmallSnapshot.sound[2].manifest.tenants[0]]
    checkpoint.files = [
      File(
        finished: [Part(rows: 2, contentBytes: 9, bytes: 8, sha256: "1")], path: "operators/part-00001.csv.gz",
        measure: PartMeasure(rows: 2, sample: PartMeasure.Sample(content: 4, compressed: 2)), bytes: 10, sha256: "0",
        contentChecksum: .max, tail: Data("history, then what waits".utf8), historyBytes: 7)
    ]
    return checkpoint
  }
}
