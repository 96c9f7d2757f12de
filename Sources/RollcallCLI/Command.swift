import Rollcall

/// A command of `rollcall`: what it takes, and how its help explains it.
struct Command: Sendable {
  let name: String
  /// What stands behind the name, as in `[crisp] [chatwoot] --output DIR [options]`.
  let synopsis: String
  /// What it does, in one sentence.
  let summary: String
  /// Examples with a few words on each: the first thing in the help.
  let examples: [(String, String)]
  /// The settings it reads.
  let settings: [SettingDeclaration]
  /// The words it takes beside settings; anything else is refused.
  let words: [String]
  /// Does it.
  ///
  /// - Returns: the exit code.
  let run: @Sendable (Invocation) async throws -> Int32

  /// Every command, in the order of the help.
  static let all: [Command] = [.export, .check, .simulate, .demo]
}

/// A command line that was understood.
struct Invocation: Sendable {
  /// The words beside settings, in their order.
  var words: [String]
  var settings: SettingValues
}
