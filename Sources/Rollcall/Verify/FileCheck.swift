import Gzip

/// Reads one file of a table from its start to its end, and compares it with what the manifest says of it.
struct FileCheck {
  let folder: SnapshotFolder
  let table: Table
  let report: FileReport
  let options: FormatOptions
  let differences: DifferenceList

  /// Hands on the rows with their numbers, from 1.
  ///
  /// - Returns: whether all of the content could be read; it may still have a wrong digest.
  func run(_ body: (Row, Int) -> Void) throws(RollcallError) -> Bool {
    guard let format = OutputFormat.named(report.format) else { return false }
    let reader = try folder.open(report.path)
    let digest = SHA256()
    let rows = RowStream(table.schema, format, options)
    let content = try FileContent(rows, limit: report.uncompressedBytes, isCompressed: report.path.hasSuffix(".gz"))
    var size = 0
    while case let piece = try reader.read(), !piece.isEmpty {
      digest.update(piece)
      size += piece.count
      guard size <= report.bytes else { break }
      content.append(piece, body)
    }
    content.finish(body)
    if let damage = content.damage {
      let row = damage.isInRows ? content.rowCount + 1 : nil
      differences.note(report.path, row: row, offset: damage.offset, damage.message)
    } else if content.count != report.uncompressedBytes {
      note("its content has \(content.count) bytes, but should have \(report.uncompressedBytes)")
    } else if content.rowCount != report.rows {
      note("it has \(content.rowCount) rows, but should have \(report.rows)")
    }
    if size != report.bytes {
      note("it has \(size > report.bytes ? "more than" : "only") \(min(size, report.bytes)) bytes: it is being changed")
    } else if case let sha256 = digest.hexadecimal(), sha256 != report.sha256 {
      note("its SHA-256 is \(sha256), but should be \(report.sha256.quotable)")
    }
    return content.damage == nil
  }

  private func note(_ message: String) { differences.note(report.path, message) }
}

/// The content of a file on its way from the disk to the rows. After the first damage the rest is not looked at.
private final class FileContent {
  struct Damage {
    let message: String
    let offset: Int?
    /// Whether the bytes are as they were compressed, and it is the rows that are wrong.
    let isInRows: Bool
  }

  private var rows: RowStream
  private var inflater: Inflater?
  private let isCompressed: Bool
  private let limit: Int
  private(set) var count = 0
  private(set) var damage: Damage?

  var rowCount: Int { rows.rowCount }

  /// - Throws: `RollcallError` if there is no memory to decompress with.
  init(_ rows: RowStream, limit: Int, isCompressed: Bool) throws(RollcallError) {
    self.rows = rows
    self.limit = limit
    self.isCompressed = isCompressed
    guard isCompressed else { return }
    do {
      inflater = try Inflater()
    } catch {
      throw RollcallError(.inputOutput, "nothing can be decompressed: \(error)")
    }
  }

  func append(_ piece: UnsafeRawBufferPointer, _ body: (Row, Int) -> Void) {
    attempt {
      guard isCompressed else { return try take(piece, body) }
      let bytes = Span<UInt8>(_unsafeBytes: piece)
      try inflater?.inflate(bytes) { content in try content.withUnsafeBytes { try take($0, body) } }
    }
  }

  func finish(_ body: (Row, Int) -> Void) {
    attempt {
      if isCompressed { try inflater?.finish() }
      var number = rows.rowCount
      try rows.finish { row in
        number += 1
        body(row, number)
      }
    }
  }

  private func take(_ content: UnsafeRawBufferPointer, _ body: (Row, Int) -> Void) throws {
    count += content.count
    guard count <= limit else {
      let message = "its content has more than the \(limit) bytes that it should have"
      damage = Damage(message: message, offset: nil, isInRows: false)
      throw Stop()
    }
    var number = rows.rowCount
    try rows.append(content) { row in
      number += 1
      body(row, number)
    }
  }

  /// Ends the decompression of what is not looked at any more.
  private struct Stop: Error {}

  private func attempt(_ body: () throws -> Void) {
    guard damage == nil else { return }
    do {
      try body()
    } catch let error as RowDamage {
      damage = Damage(message: error.message, offset: error.offset, isInRows: true)
    } catch let error as GzipError {
      damage = Damage(message: "it is no single member of gzip: \(error.message)", offset: nil, isInRows: false)
    } catch {}
  }
}
