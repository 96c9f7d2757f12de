import Rollcall
import RollcallSimulator

/// The manual page `rollcall(1)`, made from the same declarations as the help.
///
/// An option that several commands have with the same meaning is told once.
enum ManualPage {
  /// The page in the language of man(7).
  static func text(for commands: [Command] = Command.all, origin: BuildOrigin? = BuildOrigin.current) -> String {
    let shared = SharedSettings(commands)
    var page = ManualText()
    page.head(
      "ROLLCALL", section: 1, date: origin?.date ?? "", source: "rollcall \(RollcallVersion.current)",
      manual: "User Commands")
    page.section("NAME")
    page.line("rollcall - record who can read customers' conversations in \(Scenario.titles)")
    page.section("SYNOPSIS")
    for command in commands {
      page.request("B", "rollcall \(command.name)")
      page.line(command.synopsis)
      page.request("br")
    }
    page.request("B", "rollcall")
    page.line("--version | --help")
    page.section("DESCRIPTION")
    page.line(
      """
      Rollcall takes a snapshot of who can reach your customers' conversations in \(Scenario.titles): every person, role, website, \
      account, team and inbox, as CSV or JSON Lines with checksums and a manifest that states whether anything is missing. \
      From snapshots it answers who can read what, and what changed. It only reads from the services.
      """)
    page.section("COMMANDS")
    for command in commands { write(command, without: shared, to: &page) }
    page.section("OPTIONS")
    page.line("Options that several commands have, with the commands in brackets. Every command has -h, --help.")
    for heading in shared.headings {
      page.subsection(heading)
      for entry in shared.entries where entry.heading == heading {
        let isCommon = entry.commands.count == commands.count
        write(entry.setting, of: isCommon ? ["every command"] : entry.commands, to: &page)
      }
    }
    page.section("SETTINGS")
    page.line(Help.whereSettingsAre)
    if let secret = commands.lazy.flatMap(\.settings).first(where: \.isSecret) {
      page.paragraph(Help.whereSecretsAre(secret))
    }
    page.section("EXIT STATUS")
    for (meaning, names) in exitMeanings(of: commands) {
      page.item(meaning.codes.map(String.init).joined(separator: ", "))
      page.line(meaning.meaning + (names.count == commands.count ? "" : " (\(names.joined(separator: ", ")))"))
    }
    return page.text
  }

  private static func write(_ command: Command, without shared: SharedSettings, to page: inout ManualText) {
    page.subsection("rollcall \(command.name) \(command.synopsis)")
    page.line(command.summary)
    for setting in command.settings where !shared.contains(setting) { write(setting, of: [], to: &page) }
    for (example, meaning) in command.examples { page.example("# \(meaning)", example) }
  }

  private static func write(_ setting: SettingDeclaration, of commands: [String], to page: inout ManualText) {
    page.item(Help.flag(of: setting))
    page.line(Help.effect(of: setting) + (commands.isEmpty ? "" : " (\(commands.joined(separator: ", ")))"))
    guard !setting.isFlagOnly else { return }
    page.request("br")
    page.line("Environment: \(setting.environmentName)")
  }

  /// The meanings of exit codes in ascending order, each with the commands that have it.
  private static func exitMeanings(of commands: [Command]) -> [(meaning: ExitMeaning, commands: [String])] {
    var meanings: [(meaning: ExitMeaning, commands: [String])] = []
    for command in commands {
      for exit in command.exitCodes {
        let known = meanings.firstIndex { $0.meaning.codes == exit.codes && $0.meaning.meaning == exit.meaning }
        if let known {
          meanings[known].commands.append(command.name)
        } else {
          meanings.append((exit, [command.name]))
        }
      }
    }
    return meanings.enumerated()
      .sorted { ($0.element.meaning.codes[0], $0.offset) < ($1.element.meaning.codes[0], $1.offset) }.map(\.element)
  }
}

/// The settings that several commands have with the same meaning.
private struct SharedSettings {
  struct Entry {
    let setting: SettingDeclaration
    let heading: String
    var commands: [String]
  }

  let entries: [Entry]

  init(_ commands: [Command]) {
    var entries: [Entry] = []
    for command in commands {
      for setting in command.settings {
        if let index = entries.firstIndex(where: { Self.same($0.setting, setting) }) {
          entries[index].commands.append(command.name)
        } else {
          entries.append(Entry(setting: setting, heading: Help.heading(of: setting), commands: [command.name]))
        }
      }
    }
    self.entries = entries.filter { $0.commands.count > 1 }
  }

  /// In the order in which they first appear.
  var headings: [String] {
    entries.reduce(into: []) { headings, entry in
      if !headings.contains(entry.heading) { headings.append(entry.heading) }
    }
  }

  func contains(_ setting: SettingDeclaration) -> Bool { entries.contains { Self.same($0.setting, setting) } }

  private static func same(_ left: SettingDeclaration, _ right: SettingDeclaration) -> Bool {
    Help.flag(of: left) == Help.flag(of: right) && Help.effect(of: left) == Help.effect(of: right)
  }
}
