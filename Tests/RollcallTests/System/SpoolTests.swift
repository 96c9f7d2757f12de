import RollcallTestSupport
import Testing

@testable import Rollcall

/// `SpoolFile`, `EntrySpool`, `KeyTable`, `Marks` and `RowSpool`: what a diff keeps outside of its snapshots.
@Suite struct `Spools and key tables` {
  @Test func `a spool gives back what it took, from memory and from its file`() throws {
    let spool = SpoolFile()
    var expected: [UInt8] = []
    var random = SystemRandomNumberGenerator()
    let seed = random.next()
    var generator = RepeatableRandom(seed: seed)
    for _ in 0..<2_000 {
      let piece = (0..<Int.random(in: 0...500, using: &generator))
        .map { _ in UInt8.random(in: 0...255, using: &generator) }
      try piece.withUnsafeBytes { try spool.append($0) }
      expected += piece
    }
    #expect(spool.count == expected.count)
    for _ in 0..<500 {
      let start = Int.random(in: 0...expected.count, using: &generator)
      var room = [UInt8](repeating: 0, count: Int.random(in: 0...200_000, using: &generator))
      let count = try room.withUnsafeMutableBytes { try spool.read(at: start, into: $0) }
      #expect(count == min(room.count, expected.count - start))
      #expect(Array(room[..<count]) == Array(expected[start..<start + count]), "seed \(seed)")
    }
  }

  @Test func `rows of a spool keep NULL and empty texts apart, however long they are`() throws {
    let spool = RowSpool(width: 3)
    let narrow = RowSpool(width: 3, keeping: [1, 2])
    let long = [UInt8](repeating: 7, count: 300_000)
    try long.withUnsafeBytes { long in
      let empty = UnsafeRawBufferPointer(start: long.baseAddress, count: 0)
      for spool in [spool, narrow] {
        try spool.append([nil, empty, long], tag: .max, of: 4)
        try spool.append([long, nil, nil], tag: 1, of: 9)
      }
    }
    var rows: [[Int?]] = []
    var tags: [UInt64] = []
    for tenant in [9, 4, 5] {
      try spool.forEach(of: tenant) { row in
        rows.append((0..<3).map { row[$0]?.count })
        tags.append(row.tag)
      }
    }
    #expect(rows == [[300_000, nil, nil], [nil, 0, 300_000]] && tags == [1, .max])
    #expect(spool.count == 2 && spool.tenants == [4, 9])
    try narrow.forEach(of: 9) { row in #expect((0..<3).allSatisfy { row[$0] == nil }) }
    #expect(try narrow.contains(of: 4) { $0[1]?.isEmpty ?? false && $0[2]?.count == 300_000 })
  }

  @Test(arguments: [0, 1, 2_047, 2_048, 2_049, 50_000])
  func `entries come back in order, all of them or some`(count: Int) throws {
    let spool = EntrySpool<SIMD3<UInt64>>()
    for number in 0..<count { try spool.append([UInt64(number), 7, .max - UInt64(number)]) }
    var numbers: [UInt64] = []
    try spool.forEach { entry in
      #expect(entry.y == 7 && entry.z == .max - entry.x)
      numbers.append(entry.x)
    }
    #expect(spool.count == count && numbers == (0..<UInt64(count)).map(\.self))
    let range = count / 3..<count - count / 4
    var some: [UInt64] = []
    try spool.forEach(in: range) { some.append($0.x) }
    #expect(some == range.map(UInt64.init))
  }

  @Test func `a key table finds exactly the hashes that it holds, up to its limit`() throws {
    let table = try KeyTable(limit: 1_000, hasValues: true)
    var generator = SystemRandomNumberGenerator()
    let hashes = [0, 1, .max] + (0..<997).map { _ in UInt64.random(in: 2 ..< .max, using: &generator) }
    for (number, hash) in hashes.enumerated() { table[table.insert(hash)] = UInt64(number) }
    // 0 marks free places, so it is kept as 1.
    #expect(table.count == Set(hashes).count - 1)
    for (number, hash) in hashes.enumerated() where hash > 1 {
      let place = try #require(table.place(of: hash))
      #expect(hashes[Int(table[place])] == hash && table.insert(hash) == place, "\(number)")
    }
    for _ in 0..<1_000 {
      let hash = UInt64.random(in: 2 ..< .max, using: &generator)
      #expect(hashes.contains(hash) || table.place(of: hash) == nil)
    }
    #expect(throws: RollcallError.self) { try KeyTable(limit: 1 << 58) }
  }

  @Test func `marks count each once`() {
    let marks = Marks(limit: 200)
    for index in [0, 63, 64, 199, 63] { marks.insert(index) }
    #expect(marks.count == 4 && marks.contains(199) && marks.contains(64) && !marks.contains(65))
  }
}
