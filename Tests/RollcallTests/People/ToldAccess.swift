import RollcallTestSupport
import Testing

@testable import Rollcall

/// The rows of an answer about access, each as a dictionary of its texts, `nil` for NULL.
struct ToldAccess {
  let rows: [[String: String?]]
  let remarks: [String]

  /// Asks a snapshot, and reads the answer's JSON Lines with a reader that is not ours.
  init(_ path: String, email: String? = nil, place: String? = nil, includesOthers: Bool = false) throws {
    let file = MemoryFile()
    let answer = AccessAnswer(
      try SnapshotReader(path: path), form: .rows(.jsonLines), email: email, place: place,
      includesOthers: includesOthers)
    remarks = try answer.write(to: MemorySink(file))
    rows = try String(decoding: file.current.bytes, as: UTF8.self).split(separator: "\n")
      .map { line in try JSONValue(line.utf8).members.mapValues { $0 == .null ? nil : $0.text ?? "\($0)" } }
  }

  /// Each row in short, as in `inbox:1 ana administrator`.
  var short: [String] {
    rows.map { row in
      "\(row["resource_type"]!!):\(row["resource_id"]!!) \(row["operator_id"]!!) \((row["access"] ?? nil) ?? "null")"
    }
  }

  /// The text for people.
  static func text(_ path: String, email: String? = nil, place: String? = nil) throws -> String {
    let file = MemoryFile()
    _ = try AccessAnswer(try SnapshotReader(path: path), email: email, place: place).write(to: MemorySink(file))
    return String(decoding: file.current.bytes, as: UTF8.self)
  }
}
