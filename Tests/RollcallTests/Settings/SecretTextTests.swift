import Glibc
import RollcallTestSupport
import Testing

@testable import Rollcall

/// What is refused as a secret before it is sent, and what is taken off it.
@Suite struct `Text of a secret` {
  private static let canary = "canary-Key.0123456789_~"

  /// Reads a file with these bytes as the setting's secret.
  private func read(_ bytes: [UInt8], of setting: Setting<String> = .chatwootAPIToken) throws -> SecretFile {
    let scratch = try ScratchFolder()
    return try SecretFile(try scratch.write(bytes, to: "secret"), of: setting.declaration, givenBy: "--x-file")
  }

  @Test(arguments: [
    ("", ""), ("\u{FEFF}", ""), ("", "\n"), ("", "\r\n"), (" \t", "\n\n "), ("\u{FEFF}\n", "\n"),
  ])
  func `the additions of editors are not part of a secret`(before: String, after: String) throws {
    #expect(try read(Array((before + Self.canary + after).utf8)).secret == Self.canary)
    #expect(SecretText.trimmed(before + Self.canary + after) == Self.canary)
  }

  static let faults: [(before: String, after: String, reason: String)] = [
    ("", "\nsecond", "has several lines"), ("", "\rsecond", "has several lines"), ("Bearer ", "", "has a blank in it"),
    ("", "\tx", "has a blank in it"), ("\u{A0}", "", "looks like any other (U+00A0)"),
    ("", "\u{3000}", "looks like any other (U+3000)"), ("", "\u{200B}", "invisible character (U+200B)"),
    ("\u{FEFF}\u{FEFF}", "", "invisible character (U+FEFF)"), ("\u{202A}", "\u{202C}", "invisible character (U+202A)"),
    ("", "\u{AD}x", "invisible character (U+00AD)"), ("\"", "\"", "quotation marks"), ("'", "'", "quotation marks"),
    ("`", "`", "quotation marks"), ("“", "”", "quotation marks"), ("", "’", "quotation marks"),
    ("„", "“", "quotation marks"), ("", "\u{1B}[0m", "control character"), ("", "\u{7F}", "control character"),
    ("", "\0", "has a NUL"), ("\0", "", "has a NUL"), ("", "é", "a letter in it that is not ASCII"),
    ("", "а", "a letter in it that is not ASCII"),
  ]

  @Test(arguments: faults)
  func `characters that no token has are refused without showing the secret`(
    fault: (before: String, after: String, reason: String)
  ) throws {
    let text = fault.before + Self.canary + fault.after
    let error = #expect(throws: SettingError.self) { try read(Array(text.utf8)) }
    #expect(error?.isUsage == false && error?.message.hasPrefix("--x-file names /") == true)
    #expect(error?.message.contains(fault.reason) == true, "\(error?.message ?? "")")
    #expect(error?.message.contains("canary") == false)
    for setting in [Setting<String>.crispAPIKey, .crispAPIIdentifier, .chatwootAPIToken] {
      var values = SettingValues()
      values.set(setting.declaration.name, to: text, from: .environment)
      let error = #expect(throws: SettingError.self) { try values.value(setting) }
      #expect(error?.message.hasPrefix(setting.declaration.environmentName + " must be ") == true)
      #expect(error?.message.contains(fault.reason) == true && error?.message.contains("canary") == false)
    }
  }

  @Test func `the error about UTF-16 says so, with and without its mark`() throws {
    let little: [UInt8] = Self.canary.utf8.flatMap { [$0, 0] }
    for bytes in [little, [0xFF, 0xFE] + little, [0xFE, 0xFF, 0] + little.dropLast()] {
      let error = #expect(throws: SettingError.self) { try read(bytes) }
      #expect(error?.message.contains("UTF-16") == true)
    }
    #expect(throws: SettingError.self) { try read(Array(Self.canary.utf8) + [0xE9]) }
  }

  @Test func `an identifier cannot contain a colon`() throws {
    let error = #expect(throws: SettingError.self) { try read(Array("a:b".utf8), of: .crispAPIIdentifier) }
    #expect(error?.message.contains("has a “:” in it") == true)
    #expect(try read(Array("a:b".utf8), of: .crispAPIKey).secret == "a:b")
  }

  @Test(arguments: [(0o600, false), (0o400, false), (0o640, true), (0o604, true), (0o644, true), (0o620, false)])
  func `a note warns of a file that others can read`(mode: Int, isTold: Bool) throws {
    let scratch = try ScratchFolder()
    let path = try scratch.write(Array(Self.canary.utf8), to: "secret")
    try #require(chmod(path, mode_t(mode)) == 0)
    var values = SettingValues()
    try values.setSecret(Setting.crispAPIKey.declaration, fromFile: path, givenBy: "--k", from: .flag)
    #expect(try values.value(.crispAPIKey) == Self.canary && values.notes.isEmpty != isTold)
    #expect(values.notes.allSatisfy { $0.contains("chmod 600 \(path)") && !$0.contains("canary") })
  }

  @Test func `the error about a missing file shows the system's message`() {
    let error = #expect(throws: SettingError.self) {
      try SecretFile("/nowhere/x", of: Setting.crispAPIKey.declaration, givenBy: "--k")
    }
    #expect(error?.message.hasSuffix("/nowhere/x cannot be read: No such file or directory") == true)
  }
}
