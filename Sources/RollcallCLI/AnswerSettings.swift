import Rollcall

/// The forms of an answer about a snapshot.
enum AnswerFormat: String, Sendable, CaseIterable {
  case text
  case csv
  case jsonl

  /// The format of rows; `nil` for text.
  var rows: OutputFormat? { OutputFormat.named(rawValue) }
}

extension Setting where Value == AnswerFormat {
  /// The form of an answer. It is not the setting of exports, which has the same name.
  static let answerFormat =
    Setting.choice(
      "format", default: "text", help: "The form of the answer: text for people, csv or jsonl for programs."
    )
    .onlyAsFlag
}

extension Setting where Value == String {
  /// The file of an answer. It is not the setting of exports, which has the same name.
  static let answerOutput =
    Setting.text(
      "output", "FILE", help: "The file to make, which must not exist; `-` is standard output, and the default."
    )
    .onlyAsFlag.withLetter("o")
}

/// Where the answer of a command goes: standard output, or a file that has its name only when it is whole.
struct AnswerOutput {
  private let file: AnswerFile?
  let sink: any ByteSink

  /// - Parameter isText: whether the answer is text for people, which fits into the window if it goes to a terminal.
  /// - Throws: `RollcallError` if the file exists or cannot be made.
  init(_ settings: SettingValues, isText: Bool = false) throws {
    if let path = try settings.value(.answerOutput), path != "-" {
      let file = try AnswerFile(path: path)
      self.file = file
      sink = try file.makeSink()
    } else {
      try Console.checkOutput()
      file = nil
      let output = StandardOutputSink()
      let width = isText ? Console.outputWidth : nil
      sink = width.map { WrappingSink(to: output, width: $0) } ?? output
    }
  }

  /// Ends the output; a file gets its name.
  func finish() throws {
    try sink.finish()
    try file?.publish()
  }
}

extension ExitMeaning {
  static let answered = ExitMeaning(0, meaning: "the question is answered")
  static let answeredIncompletely = ExitMeaning(
    1, meaning: "the question is answered from a snapshot that is not complete; the answer says what is missing")
  static let damaged = ExitMeaning(65, meaning: "the snapshot is damaged, or lacks a table that is needed")
  static let answerPlaceTaken = ExitMeaning(73, meaning: "the output cannot be created, or its place is taken")
}
