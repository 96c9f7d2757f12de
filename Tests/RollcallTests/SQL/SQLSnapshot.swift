import RollcallTestSupport
import Testing

@testable import Rollcall

/// Snapshots in folders, and the SQL that engines get for them.
struct SQLSnapshot {
  let folder: ScratchFolder

  /// Writes a snapshot that a test changed.
  init(_ stored: StoredSnapshot) throws {
    folder = try ScratchFolder.inMemory()
    try stored.write(to: folder.file("s"))
  }

  /// Writes a snapshot whose rows a test wrote down.
  init(_ handmade: HandmadeSnapshot) throws {
    folder = try ScratchFolder.inMemory()
    try handmade.write(to: folder.file("s"))
  }

  func script(_ engine: SQLEngine, tablesOnly: Bool = false, location: String? = nil) throws -> SQLScript {
    SQLScript(
      try SnapshotReader(path: folder.file("s")), for: engine, location: location ?? engine.somewhere,
      tablesOnly: tablesOnly)
  }

  func lines(_ engine: SQLEngine, tablesOnly: Bool = false) throws -> [String] {
    try script(engine, tablesOnly: tablesOnly).lines()
  }

  func text(_ engine: SQLEngine, tablesOnly: Bool = false) throws -> String {
    try lines(engine, tablesOnly: tablesOnly).joined(separator: "\n")
  }
}

extension SQLEngine {
  /// A place for engines that do not see the disk.
  var somewhere: String? { places.readsDisk ? nil : places.example }
}

/// Splits SQL by its quotes, as the engine does.
struct SQLLexer {
  /// Everything outside of quotes and comments.
  private(set) var code = ""
  /// The contents of quotes, as they are written.
  private(set) var literals: [String] = []

  init(_ text: String, _ quoting: SQLQuoting) {
    let escapes = if case .joined = quoting.escapes { false } else { true }
    var rest = Substring(text)
    while let character = rest.popFirst() {
      if character == "-", rest.first == "-" {
        rest = rest.drop { $0 != "\n" }
      } else if character == "'" {
        var literal = ""
        while let inner = rest.popFirst() {
          if escapes, inner == "\\", let escaped = rest.popFirst() {
            literal += ["\\", escaped]
          } else if inner != "'" {
            literal.append(inner)
          } else if rest.first == "'" {
            literal += "''"
            rest.removeFirst()
          } else {
            break
          }
        }
        literals.append(literal)
        code += "'"
      } else {
        code.append(character)
      }
    }
  }
}
