import Gzip
import RollcallTestSupport
import Testing

@testable import Rollcall

@Suite struct `A part` {
  @Test func `a part without a split takes any number of rows`() {
    let measure = PartMeasure(rows: 1 << 40, cutBytes: 1 << 43, cutSize: 1 << 43)
    #expect(measure.room(under: nil, pending: 1 << 18) == .max)
  }

  @Test func `a part of so many rows takes the rest of them`() {
    #expect(PartMeasure().room(under: .rows(3), pending: 0) == 3)
    #expect(PartMeasure(rows: 2).room(under: .rows(3), pending: 1 << 30) == 1)
    #expect(PartMeasure(rows: 3).room(under: .rows(3), pending: 0) == 0)
  }

  @Test func `a part of so many bytes takes rows one by one, and at least one`() {
    var measure = PartMeasure()
    #expect(measure.room(under: .bytes(100), pending: 1_000) == 1)
    measure.rows = 1
    #expect(measure.room(under: .bytes(100), pending: 99) == 1)
    #expect(measure.room(under: .bytes(100), pending: 100) == 0)
    measure.cut(60, nil)
    #expect(measure.room(under: .bytes(100), pending: 39) == 1 && measure.room(under: .bytes(100), pending: 40) == 0)
  }

  @Test func `the latest sample decides about the size of each block`() {
    var measure = PartMeasure(rows: 9)
    measure.cut(1_000, .init(content: 100, compressed: 50))
    measure.cut(1_000, .init(content: 100, compressed: 10))
    #expect(measure.cutBytes == 2_000 && measure.cutSize == 600)
    #expect(measure.room(under: .bytes(700), pending: 999) == 1)
    #expect(measure.room(under: .bytes(700), pending: 1_000) == 0)
    // A block that was not sampled is like the one before it.
    measure.cut(100, nil)
    #expect(measure.cutSize == 610)
    #expect(measure.next == PartMeasure(sample: .init(content: 100, compressed: 10)))
  }

  @Test(arguments: CompressionLevel.all)
  func `a compressed part has about the size that its samples say`(level: CompressionLevel) throws {
    var random = RepeatableRandom(seed: 3)
    var cutter = BlockCutter()
    for index in 0..<9_000 {
      cutter.append { $0 += "\"2026-11-01T00:00:00.000Z\",\"crisp\",\(index),\(random.next()),enabled\n".utf8 }
    }
    var sampler = try BlockSampler(level: level)
    var deflater = try Deflater(level: level)
    var measure = PartMeasure()
    var size = 0
    for block in cutter.cutFullBlocks() {
      measure.cut(block.content.count, try sampler.sample(block.bytes[...]))
      size += try deflater.deflate(block).bytes.count
    }
    #expect(size > 100_000 && abs(measure.cutSize - size) < size / 10, "\(measure.cutSize) for \(size)")
  }
}

@Suite struct `The path of a part` {
  @Test(arguments: [
    ("operators/part-00000.csv.gz", 0), ("grants/part-00012.jsonl", 12), ("resources/part-99999.csv", 99_999),
  ])
  func `the path of a part is read as it is written`(text: String, number: Int) throws {
    let path = try #require(PartPath(text))
    #expect(path.text == text && path.number == number && path.isCompressed == text.hasSuffix(".gz"))
    #expect(path.numbered(7).numbered(number) == path)
  }

  @Test func `the paths of two parts of a table differ in the number alone`() {
    let path = PartPath(.grants, "csv", isCompressed: true)
    #expect(
      [0, 1, 12_345].map { path.numbered($0).text } == [
        "grants/part-00000.csv.gz", "grants/part-00001.csv.gz", "grants/part-12345.csv.gz",
      ])
  }

  @Test(arguments: [
    "", "operators", "operators/", "part-00000.csv", "people/part-00000.csv", "operators/part-0000.csv",
    "operators/part-000000.csv", "operators/part-+0001.csv", "operators/part-00000", "operators/part-00000.csv.zip",
    "operators/part-00000.csv.gz.gz", "operators/x/part-00000.csv", "Operators/part-00000.csv",
    "operators/part-٠٠٠٠٠.csv",
  ])
  func `other texts are not paths of parts`(text: String) {
    #expect(PartPath(text) == nil)
  }
}
