import Testing

@testable import Rollcall

/// Values lie in one buffer and cells point into it.
@Suite struct `Row batches` {
  private func text(_ cell: Cell, in batch: RowBatch) -> String {
    String(decoding: batch.bytes[cell.range], as: UTF8.self)
  }

  @Test func `values are the same when they are read from the batch`() {
    var batch = RowBatch(tenant: .example("w"))
    let values = NastyText.values
    let cells = values.map { batch.add($0) }
    for (cell, value) in zip(cells, values) {
      #expect(text(cell, in: batch).unicodeScalars.elementsEqual(value.unicodeScalars))
      #expect(!cell.isNull && Int(cell.count) == value.utf8.count)
    }
  }

  @Test func `strings, substrings, static strings and bytes can all be added`() {
    var batch = RowBatch(tenant: .example("w"))
    let bytes: [UInt8] = Array("same".utf8)
    let cells = [
      batch.add("same" as StaticString), batch.add(String("same")), batch.add("the same".dropFirst(4)),
      bytes.withUnsafeBufferPointer { batch.add($0) },
    ]
    #expect(cells.map { text($0, in: batch) } == ["same", "same", "same", "same"])
    #expect(batch.bytes.count == 16)
  }

  @Test func `null and empty are different cells`() {
    var batch = RowBatch(tenant: .example("w"))
    let added = batch.add("")
    #expect(Cell.null.isNull && !Cell.empty.isNull && !added.isNull)
    #expect(Cell.null != Cell.empty && Cell.null.count == 0 && Cell.empty.count == 0 && added.count == 0)
  }

  @Test func `joined values follow each other, and their parts remain`() {
    var batch = RowBatch(tenant: .example("w"))
    let parts = ["website:", "😀", ":user:"].map { batch.add($0) }
    let joined = batch.add(joining: parts[0], parts[1], parts[2])
    #expect(text(joined, in: batch) == "website:😀:user:")
    #expect(parts.map { text($0, in: batch) } == ["website:", "😀", ":user:"])
    let again = batch.add(joining: joined, .empty, joined)
    #expect(text(again, in: batch) == "website:😀:user:website:😀:user:")
  }

  @Test func `empty values join to an empty value, not to null`() {
    var batch = RowBatch(tenant: .example("w"))
    let joined = batch.add(joining: .empty, .empty, .empty)
    #expect(joined.count == 0 && !joined.isNull)
  }

  @Test func `values of any length can be joined`() {
    var batch = RowBatch(tenant: .example("w"))
    let long = String(repeating: "0123456789", count: 30_000)
    let cell = batch.add(long)
    let comma = batch.add(",")
    let joined = batch.add(joining: cell, comma, cell)
    #expect(text(joined, in: batch) == long + "," + long)
  }

  @Test func `a value holds a text if their bytes are the same`() {
    var batch = RowBatch(tenant: .example("w"))
    func holds(_ text: String, _ cell: Cell) -> Bool {
      Array(text.utf8).withUnsafeBufferPointer { batch.holds($0, at: cell) }
    }
    #expect(holds("", .empty) && !holds("", .null))
    let (owner, composed) = (batch.add("owner"), batch.add("é"))
    #expect(holds("owner", owner) && !holds("owneR", owner) && !holds("owners", owner) && !holds("", owner))
    // The same text to Unicode, and other bytes.
    #expect(holds("é", composed) && !holds("e\u{301}", composed))
  }

  @Test func `rows are counted by table`() {
    var batch = RowBatch(tenant: .example("w"))
    batch.append([Table.grants.row([:], filler: "g"), Table.grants.row([:], filler: "h")], to: .grants)
    batch.append([Table.resources.row([:], filler: "r")], to: .resources)
    #expect(Table.allCases.map { batch.rowCount(of: $0) } == [0, 1, 0, 2])
    #expect(batch.rows(of: .grants).map { $0[0] } == ["g", "h"])
  }

  @Test func `an incomplete row stops the process`() async {
    await #expect(processExitsWith: .failure) {
      var batch = RowBatch(tenant: .example("w"))
      batch.append(Array(repeating: .null, count: 13), to: .operators)
    }
  }
}
