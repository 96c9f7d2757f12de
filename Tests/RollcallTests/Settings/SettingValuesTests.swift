import Testing

@testable import Rollcall

/// Flags win over the environment, which wins over the file; errors say where the wrong value came from.
@Suite struct `Values of settings` {
  private static let list = Setting<[String]>.list("some-list", "X", help: "", expected: "texts") { $0 }
  private static let origins = [SettingValues.Origin.file, .environment, .flag]

  @Test(arguments: origins, origins)
  func `the stronger origin wins, whichever comes first`(first: SettingValues.Origin, second: SettingValues.Origin)
    throws
  {
    guard first != second else { return }
    var values = SettingValues()
    values.set("workers", to: "\(first.rawValue + 1)", from: first)
    values.set("workers", to: "\(second.rawValue + 1)", from: second)
    #expect(try values.value(.workers) == max(first, second).rawValue + 1)
  }

  @Test(arguments: origins)
  func `values of one origin add up`(origin: SettingValues.Origin) throws {
    var values = SettingValues()
    for text in ["a", "b,c"] { values.set("some-list", to: text, from: origin) }
    #expect(try values.value(Self.list) == ["a", "b", "c"])
    #expect(values.texts(of: Self.list.declaration) == ["a", "b,c"])
  }

  @Test func `values of a stronger origin replace all values of a weaker one`() throws {
    var values = SettingValues()
    values.set("some-list", to: "file", from: .file)
    values.set("some-list", to: "environment", from: .environment)
    values.set("some-list", to: "flag", from: .flag)
    values.set("some-list", to: "environment again", from: .environment)
    values.set("some-list", to: "flag again", from: .flag)
    #expect(try values.value(Self.list) == ["flag", "flag again"])
  }

  @Test func `a wrong value of a weaker origin is ignored`() throws {
    var values = SettingValues()
    values.set("workers", to: "many", from: .environment)
    values.set("workers", to: "8", from: .flag)
    #expect(try values.value(.workers) == 8)
  }

  @Test func `a setting without a value has its default or none`() throws {
    let values = SettingValues()
    #expect(try values.value(.workers) == 4)
    #expect(try values.required(.maximumRetryTime) == .seconds(300))
    #expect(try values.required(.tables) == Table.allCases)
    #expect(try values.value(.output) == nil)
    #expect(try values.value(.quiet) == nil)
    #expect(!values.isSet(.workers) && values.texts(of: Setting.workers.declaration) == nil)
  }

  @Test func `the error about a missing required setting names it`() {
    #expect(throws: SettingError(message: "output is not set", isUsage: false)) {
      try SettingValues().required(.output)
    }
  }

  @Test(arguments: [
    (SettingValues.Origin.flag, "--workers must be a whole number from 1 to 256 but is “many”", true),
    (.environment, "ROLLCALL_WORKERS must be a whole number from 1 to 256 but is “many”", false),
    (.file, "“workers” in the configuration file must be a whole number from 1 to 256 but is “many”", false),
  ])
  func `an error names the setting as it was given`(origin: SettingValues.Origin, message: String, isUsage: Bool) {
    var values = SettingValues()
    values.set("workers", to: "many", from: origin)
    #expect(throws: SettingError(message: message, isUsage: isUsage)) { try values.value(.workers) }
  }

  @Test(arguments: ["Ab9zAb9zAb9zAb9z", "csv,Ab9zAb9zAb9zAb9z", "Ab9z-0123-4567-89ab-cdef"])
  func `an error does not show a text that may be a misplaced token`(text: String) throws {
    var values = SettingValues()
    values.set("workers", to: text, from: .environment)
    let error = #expect(throws: SettingError.self) { try values.value(.workers) }
    #expect(error?.message.contains(text.suffix(8)) == false && error?.message.contains("may be a secret") == true)
  }

  @Test func `an error shows all given values`() {
    var values = SettingValues()
    for text in ["3", "4"] { values.set("workers", to: text, from: .flag) }
    #expect(throws: SettingError(message: "--workers must be given once but is “3, 4”", isUsage: true)) {
      try values.value(.workers)
    }
  }

  @Test(arguments: origins)
  func `an error about a secret never shows it`(origin: SettingValues.Origin) {
    var values = SettingValues()
    for _ in 0..<2 { values.set("crisp-api-key", to: "canary-secret", from: origin) }
    let error = #expect(throws: SettingError.self) { try values.value(.crispAPIKey) }
    #expect(error?.message.hasSuffix("must be given once") == true)
    #expect(error.map { "\($0)\(String(reflecting: $0))".contains("canary") } == false)
  }

  @Test func `the name of the variable follows from the name of the setting`() {
    #expect(Setting.crispAPIKey.declaration.environmentName == "ROLLCALL_CRISP_API_KEY")
    #expect(Setting.quiet.declaration.environmentName == "ROLLCALL_QUIET")
  }

  @Test func `every setting has its own name and a readable default`() throws {
    let all = ExportConfiguration.settings + ServiceDefinition.all.flatMap(\.settings)
    #expect(Set(all.map(\.name)).count == all.count)
    #expect(all.filter(\.isSecret).map(\.name) == ["crisp-api-key", "chatwoot-api-token", "chatwoot-headers"])
    var values = SettingValues()
    values.set("output", to: "snapshot", from: .flag)
    let configuration = try ExportConfiguration(settings: values)
    #expect(configuration.workers == 4 && configuration.compression == .gzip(level: 6))
    #expect(configuration.formats.map(\.name) == ["csv"] && configuration.tables == Set(Table.allCases))
    #expect(configuration.maximumRetryTime == .seconds(300) && configuration.snapshotAt == nil)
    #expect(
      !configuration.formatOptions.spreadsheetSafe && configuration.formatOptions.csvLineEnding == .lf
        && configuration.remains == .refuse)
  }
}
