/// One line of the exit codes in a command's help.
struct ExitMeaning: Sendable {
  /// The code, or several with the same meaning.
  let codes: [Int32]
  let meaning: String

  /// Makes the explanation of a code.
  init(_ codes: Int32..., meaning: String) {
    self.codes = codes
    self.meaning = meaning
  }
}

extension ExitMeaning {
  static let complete = ExitMeaning(0, meaning: "the snapshot is complete")
  static let incomplete = ExitMeaning(
    1, meaning: "the snapshot is there, but some tenants failed or are incomplete; manifest.json says which")
  static let undecodable = ExitMeaning(65, meaning: "a service sent impossible data")
  static let unavailable = ExitMeaning(69, meaning: "a service was unavailable, after retries")
  static let cannotCreate = ExitMeaning(73, meaning: "the output cannot be created, or its place is taken")
  static let limited = ExitMeaning(75, meaning: "stopped by a quota or a rate limit; go on with --resume")
  static let refused = ExitMeaning(77, meaning: "a service refused the token or the tenant")
  static let interrupted = ExitMeaning(130, 143, meaning: "interrupted; go on with --resume")

  /// The codes of every command, since each reads a command line and settings, and writes to standard output.
  static let common = [
    ExitMeaning(64, meaning: "the command line is wrong"),
    ExitMeaning(74, meaning: "reading or writing failed, as on a full disk"),
    ExitMeaning(78, meaning: "a setting is missing or wrong, or this machine or network does not allow the work"),
  ]
}
