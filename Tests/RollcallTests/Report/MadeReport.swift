import RollcallTestSupport

@testable import Rollcall

/// The page about a snapshot, as text.
struct MadeReport {
  let text: String

  init(
    _ snapshot: HandmadeSnapshot, since older: HandmadeSnapshot? = nil, roster: String? = nil, maximumRows: Int = 2_000
  ) throws {
    let folder = try ScratchFolder()
    text = try withExtendedLifetime(folder) {
      try snapshot.write(to: folder.file("s"))
      try older?.write(to: folder.file("older"))
      let file = MemoryFile()
      try AccessReport(
        try SnapshotReader(path: folder.file("s")),
        since: older == nil ? nil : try SnapshotReader(path: folder.file("older")),
        roster: try roster.map { try Roster(bytes: Array($0.utf8)) }, maximumRows: maximumRows
      )
      .write(to: MemorySink(file))
      return String(decoding: file.current.bytes, as: UTF8.self)
    }
  }

  /// The part from a text to another one behind it; empty if there is none.
  func part(from start: String, to end: String = "</section>") -> String {
    guard let first = text.firstRange(of: start) else { return "" }
    let rest = text[first.lowerBound...]
    return String(rest[..<(rest.firstRange(of: end)?.upperBound ?? rest.endIndex)])
  }

  /// A section by its heading, without markup.
  func section(_ heading: String) -> String { Self.words(of: part(from: "<h2>\(heading)")) }

  /// The table whose caption begins so, without markup: a row a line, its cells separated by bars.
  func table(_ caption: String) -> [String] {
    part(from: "<caption>\(caption)", to: "</table>").split(separator: "\n").filter { $0.hasPrefix("<tr>") }
      .map { row in
        Self.words(of: row.replacing("</td><td", with: "</td>|<td").replacing("</th><td", with: "</th>|<td"))
      }
  }

  /// The text without its tags.
  static func words(of markup: some StringProtocol) -> String {
    var words = ""
    var isTag = false
    for character in markup {
      if character == "<" {
        isTag = true
      } else if character == ">" {
        isTag = false
      } else if !isTag {
        words.append(character)
      }
    }
    return words
  }
}
