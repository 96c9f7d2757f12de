/// A name for the folder of a snapshot that depends on the start of the run, as in `snapshots/{date}`.
package struct OutputTemplate: Sendable, Equatable {
  /// A word in braces, for which the run has a value.
  enum Word: String, Sendable, CaseIterable {
    /// The day of the start, in UTC: `2026-11-25`.
    case date
    /// The time of the start, in UTC: `031500`.
    case time
    /// The number of the shard and of all shards: `003-of-008`.
    case shard

    fileprivate var inBraces: String { "{\(rawValue)}" }
  }

  private enum Piece: Sendable, Equatable {
    case text(Substring)
    case word(Word)
  }

  private let text: String
  private let pieces: [Piece]

  /// Reads a name.
  ///
  /// - Throws: `SettingError` if it has another word in braces.
  package init(_ text: String) throws(SettingError) {
    var text = text[...]
    while text.count > 1, text.last == "/" { text = text.dropLast() }
    self.text = String(text)
    var pieces: [Piece] = []
    var rest = text
    while let end = rest.firstIndex(of: "}") {
      guard let begin = rest[..<end].lastIndex(of: "{") else {
        pieces.append(.text(rest[...end]))
        rest = rest[rest.index(after: end)...]
        continue
      }
      let name = rest[rest.index(after: begin)..<end]
      guard let word = Word(rawValue: String(name)) else {
        let known = Word.allCases.map(\.inBraces).formatted()
        throw SettingError(
          message:
            "--output is \(self.text.shown()): {\(String(name).shown(limit: 40))} has no value; \(known) have one",
          isUsage: true)
      }
      pieces += [.text(rest[..<begin]), .word(word)]
      rest = rest[rest.index(after: end)...]
    }
    self.pieces = (pieces + [.text(rest)]).filter { $0 != .text("") }
  }

  /// Whether the name is another one for another run.
  var hasWords: Bool { pieces.contains { if case .word = $0 { true } else { false } } }

  /// The name for a run.
  ///
  /// - Parameters:
  ///   - start: the start of the run.
  ///   - shard: the shard as the name has it; `nil` for a run that is not a shard.
  /// - Throws: `SettingError` if the name asks for the shard of a run that is not one.
  package func path(at start: Timestamp, shard: String? = nil) throws(SettingError) -> String {
    var path = ""
    for piece in pieces {
      switch piece {
      case .text(let text): path += text
      case .word(.date): path += start.date
      case .word(.time): path += start.time
      case .word(.shard):
        guard let shard else {
          throw SettingError(
            message: "--output is \(text.shown()): {shard} has a value only in a run with --shard; leave it out",
            isUsage: true)
        }
        path += shard
      }
    }
    return path
  }

  /// Whether a path's last component can be the name of another run: the words have values of their form.
  ///
  /// - Parameter shard: the shard of both runs; `nil` if they are none.
  func canName(_ component: some StringProtocol, shard: String? = nil) -> Bool {
    var pieces: [Piece] = []
    for piece in self.pieces {
      guard case .text(let text) = piece, let slash = text.lastIndex(of: "/") else {
        pieces.append(piece)
        continue
      }
      pieces = [.text(text[text.index(after: slash)...])]
    }
    var rest = Substring(component)
    for piece in pieces {
      switch piece {
      case .text(let text):
        guard rest.hasPrefix(text) else { return false }
        rest = rest.dropFirst(text.count)
      case .word(.shard):
        // Other shards are runs of other machines.
        guard let shard, rest.hasPrefix(shard) else { return false }
        rest = rest.dropFirst(shard.count)
      case .word(let word):
        for sign in word.form {
          guard let next = rest.popFirst(), sign == "0" ? next.isASCII && next.isNumber : next == sign else {
            return false
          }
        }
      }
    }
    return rest.isEmpty && pieces.contains { if case .word = $0 { true } else { false } }
  }

  /// The folders around a path that the template names, from the outermost one whose name has a word: they are other
  /// ones for every run, so that nobody can have made them.
  func foldersToMake(for path: String) -> [String] {
    let named = text.split(separator: "/", omittingEmptySubsequences: false)
    let made = path.split(separator: "/", omittingEmptySubsequences: false)
    guard named.count == made.count, let first = zip(named, made).enumerated().first(where: { $1.0 != $1.1 })?.offset
    else { return [] }
    return (first..<made.count - 1).map { made[...$0].joined(separator: "/") }.removingDuplicates()
  }
}

extension OutputTemplate.Word {
  /// The form of its values: digits, shown as zeros, and signs.
  fileprivate var form: String {
    switch self {
    case .date: "0000-00-00"
    case .time: "000000"
    case .shard: ""
    }
  }
}

extension [String] {
  /// The words in a sentence, as in `a, b and c`.
  fileprivate func formatted() -> String { dropLast().joined(separator: ", ") + " and " + (last ?? "") }
}

extension Timestamp {
  /// The day in UTC: `2026-11-25`.
  fileprivate var date: Substring { description.prefix { $0 != "T" } }

  /// The time of day in UTC, without signs: `031500`.
  fileprivate var time: String { description.drop { $0 != "T" }.dropFirst().prefix { $0 != "." }.filter { $0 != ":" } }
}
