import RollcallTestSupport
import Testing

@testable import Rollcall

@Suite struct `A writer of several values` {
  private func text(_ cell: Cell, in batch: RowBatch) -> String? {
    cell.isNull ? nil : String(decoding: batch.bytes[cell.range], as: UTF8.self)
  }

  /// Adds the texts, each from memory with as many readable bytes after it as a parser's texts have.
  private func add(_ texts: [String], to batch: inout RowBatch) -> [Cell] {
    batch.add(atMost: texts.reduce(0) { $0 + $1.utf8.count }) { (writer: inout CellWriter) in
      texts.map { text in
        (Array(text.utf8) + Array(repeating: 0xFF, count: JSONText.padding))
          .withUnsafeBufferPointer { writer.add(UnsafeBufferPointer(rebasing: $0[..<text.utf8.count])) }
      }
    }
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `values of any length are those that were written, whatever came before`(seed: UInt64) {
    var random = RepeatableRandom(seed: seed)
    var batch = RowBatch(tenant: .example("w"))
    var expected: [(Cell, String)] = []
    for _ in 0..<20 {
      let texts = (0..<5).map { _ in String(repeating: "aé", count: Int.random(in: 0...30, using: &random)) + "." }
      expected += zip(add(texts, to: &batch), texts)
      let alone = batch.add("alone")
      expected.append((alone, "alone"))
    }
    for (cell, value) in expected { #expect(text(cell, in: batch) == value, "seed \(seed)") }
  }

  @Test func `a text without an address is NULL, and an empty one is empty`() {
    var batch = RowBatch(tenant: .example("w"))
    let (missing, empty) = batch.add(atMost: 0) { writer in
      (
        writer.add(UnsafeBufferPointer(start: nil, count: 0)),
        [UInt8](repeating: 0, count: 16)
          .withUnsafeBufferPointer {
            writer.add(UnsafeBufferPointer(rebasing: $0[..<0]))
          }
      )
    }
    #expect(missing.isNull && !empty.isNull && empty.count == 0)
  }

  @Test func `values join, also one that was written just before`() {
    var batch = RowBatch(tenant: .example("w"))
    let (name, space) = (batch.add("Ada Augusta King of somewhere"), batch.add(" "))
    let joined = batch.add(atMost: 200) { writer in
      let first = writer.add(joining: name, space, name)
      return writer.add(joining: first, space, .empty)
    }
    #expect(text(joined, in: batch) == "Ada Augusta King of somewhere Ada Augusta King of somewhere ")
  }

  @Test func `a value beyond the room stops the program`() async {
    await #expect(processExitsWith: .failure) {
      var batch = RowBatch(tenant: Tenant(service: "crisp", instance: "https://crisp.example", id: "w"))
      let text = batch.add("seventeen letters")
      _ = batch.add(atMost: 16) { $0.add(joining: text, .empty, .empty) }
    }
  }
}
