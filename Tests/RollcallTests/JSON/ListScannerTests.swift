import RollcallTestSupport
import Testing

@testable import Rollcall

/// Blocks are a short cut: what the scanner finds is what a walk over single bytes finds.
@Suite struct `Scanner of a list` {
  /// All cuts of a text that arrives in pieces.
  private func cuts(_ text: [UInt8], pieces: [Int], commasFrom firstComma: Int) -> [Int] {
    var scanner = ListScanner()
    var index = 0
    var found: [Int] = []
    for end in pieces + [text.count] {
      while let cut = text[..<end]
        .withUnsafeBufferPointer({
          scanner.nextCut(in: $0, from: &index, commasFrom: firstComma)
        })
      {
        found.append(cut.index)
        // Behind a bracket that closes nothing, no depth is left to count from.
        if cut.byte != UInt8(ascii: ",") { return found }
      }
    }
    return found
  }

  @Test(arguments: 1...60 as ClosedRange<UInt64>)
  func `the scanner finds the same places in blocks and byte by byte`(seed: UInt64) throws {
    var random = RepeatableRandom(seed: seed)
    // Few letters and many marks: strings, escapes and depths change as often as they can.
    let alphabet = Array(
      (seed.isMultiple(of: 2) ? #"{}[],:"\a"# : #"{{[[}],"\\abcdefghijklmnopqrstuvwxyz01234567"#).utf8)
    for _ in 0..<20 {
      let depth = Int.random(in: 0...30, using: &random)
      let text =
        Array(repeating: UInt8(ascii: "{"), count: depth)
        + (0..<Int.random(in: 0...900, using: &random)).map { _ in alphabet.randomElement(using: &random)! }
      // Pieces of one byte leave no block to take.
      let firstComma = Int.random(in: 0...text.count, using: &random)
      let expected = cuts(text, pieces: Array(0..<text.count), commasFrom: firstComma)
      let some = (0..<3).map { _ in Int.random(in: 0...text.count, using: &random) }.sorted()
      for pieces in [[], some] {
        try #require(
          cuts(text, pieces: pieces, commasFrom: firstComma) == expected,
          "seed \(seed), pieces \(pieces): \(String(decoding: text, as: UTF8.self))")
      }
    }
  }
}
