@testable import Rollcall

extension FuzzTarget {
  /// Configuration files: one is read or refused with one sentence, never with the content of a file of secrets; a byte
  /// order mark and blanks around it change nothing; and what the environment has goes before it.
  static let configuration = FuzzTarget("configuration") { input in
    let bytes = input.remainder()
    try Scratch.with { scratch in
      scratch.write(Array("canary-key-0123456789\n".utf8), to: "key")
      let outcome = try ConfigurationOutcome(bytes, in: scratch)
      let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
      // One of the three, because each reads a file, which takes its time.
      switch bytes.count % 3 {
      case 0 where !bytes.starts(with: mark):
        let marked = try ConfigurationOutcome(mark + bytes, in: scratch)
        try require(marked, is: outcome, "a byte order mark changes it")
      case 1 where !bytes.starts(with: mark):
        let padded = try ConfigurationOutcome(Array(" \n\t".utf8) + bytes + Array("\r\n".utf8), in: scratch)
        try require(padded.hasSameResult(as: outcome), "blanks change it: \(padded) and \(outcome)")
      default:
        let overridden = try ConfigurationOutcome(bytes, environment: [("workers", "3")], in: scratch)
        guard case .read(let texts, _) = overridden else { return }
        try require(texts["workers"], is: ["3"], "the file goes before the environment")
      }
    }
  }
}

/// What becomes of a configuration file.
private enum ConfigurationOutcome: Equatable {
  /// The texts that were set, and what is wrong with them, if they were tried.
  case read([String: [String]], problems: [String])
  case refused(String)

  private static let port = Setting<Int>.number("port", in: 0...9, help: "").declaration
  private static let settings =
    ExportConfiguration.settings + ServiceDefinition.all.flatMap(\.settings) + [Setting.configurationFile.declaration]

  init(_ bytes: [UInt8], environment: [(String, String)] = [], in scratch: Scratch) throws {
    var values = SettingValues()
    values.set("config", to: scratch.write(bytes, to: "rollcall.json"), from: .flag)
    for (name, text) in environment { values.set(name, to: text, from: .environment) }
    let showsCanary = bytes.text.contains("canary")
    func message(of body: () throws -> Void) throws -> String? {
      do {
        try body()
        return nil
      } catch let error as SettingError {
        try require(showsCanary || !error.message.contains("canary"), "it shows a secret: \(error.message)")
        try require(!error.message.isEmpty && error.message.utf8.count < 16384, "no sentence: \(error.message)")
        return error.message
      }
    }
    let refusal = try message {
      try ConfigurationFile(for: Self.settings, known: Self.settings + [Self.port], in: values)?.read(into: &values)
    }
    if let refusal {
      self = .refused(refusal)
      return
    }
    var texts: [String: [String]] = [:]
    for setting in Self.settings { texts[setting.name] = values.texts(of: setting) }
    var problems = try Self.settings.compactMap { setting in try message { try values.check(setting) } }
    // A message tells the time, which goes on between two readings.
    let now = TableRows.snapshotAt
    problems += try [message { _ = try ExportConfiguration(settings: values, now: now) }].compactMap { $0 }
    for service in ServiceDefinition.all {
      problems += try [message { _ = try service.make(values) }].compactMap { $0 }
    }
    self = .read(texts, problems: problems)
  }

  /// Whether both were read with the same result or both refused, in whatever words.
  func hasSameResult(as other: ConfigurationOutcome) -> Bool {
    switch (self, other) {
    case (.refused, .refused): true
    default: self == other
    }
  }
}
