import Testing

@testable import Rollcall

/// Two settings that say the same in two ways: the one that was given by something stronger counts.
@Suite struct `Alternative settings` {
  private func settle(
    _ values: [(String, String, SettingValues.Origin)], of service: ServiceDefinition
  ) -> SettingValues {
    var settings = SettingValues()
    for (name, text, origin) in values { settings.set(name, to: text, from: origin) }
    settings.settleAlternatives(of: service.settings)
    return settings
  }

  @Test(arguments: [
    (SettingValues.Origin.flag, SettingValues.Origin.file), (.flag, .environment), (.environment, .file),
  ])
  func `the alternative of the stronger origin counts, and a note says so`(
    strong: SettingValues.Origin, weak: SettingValues.Origin
  ) throws {
    let one = settle([("crisp-website-id", "a", strong), ("crisp-all-websites", "true", weak)], of: .crisp)
    #expect(try one.value(.crispWebsiteIDs) == ["a"] && one.value(.crispAllWebsites) == nil)
    let all = settle([("chatwoot-account-id", "1", weak), ("chatwoot-all-accounts", "yes", strong)], of: .chatwoot)
    #expect(try all.value(.chatwootAccountIDs) == nil && all.value(.chatwootAllAccounts) == true)
    #expect(one.notes.count == 1 && all.notes.count == 1 && all.notes[0].contains(" counts, and not "))
  }

  @Test func `the note names both alternatives as they were given`() {
    let values = settle([("crisp-website-id", "a", .flag), ("crisp-all-websites", "1", .environment)], of: .crisp)
    #expect(values.notes == ["--crisp-website-id counts, and not ROLLCALL_CRISP_ALL_WEBSITES"])
  }

  @Test func `a switch that is off contradicts nothing`() throws {
    let values = settle([("crisp-website-id", "a", .file), ("crisp-all-websites", "false", .flag)], of: .crisp)
    #expect(try values.value(.crispWebsiteIDs) == ["a"] && values.notes.isEmpty)
  }

  @Test(arguments: [SettingValues.Origin.flag, .environment, .file])
  func `two alternatives of the same origin contradict each other`(origin: SettingValues.Origin) {
    var values = settle([("crisp-website-id", "a", origin), ("crisp-all-websites", "true", origin)], of: .crisp)
    values.set("crisp-api-key", to: "k", from: .environment)
    values.set("crisp-api-identifier", to: "i", from: .environment)
    #expect(values.notes.isEmpty)
    let error = #expect(throws: SettingError.self) { try CrispService(settings: values) }
    #expect(error?.message.contains("are both set") == true)
  }

  private func accounts(_ base: String, _ ids: String...) throws -> [UInt64] {
    var values = SettingValues()
    values.set("chatwoot-base-url", to: base, from: .environment)
    for id in ids { values.set("chatwoot-account-id", to: id, from: .flag) }
    return try values.namedChatwootAccounts()
  }

  @Test func `the address of one account and the id of another are refused, and both named`() throws {
    for ids in [["7"], ["1", "7"], ["https://c.test/app/accounts/7/dashboard"]] {
      let error = #expect(throws: SettingError.self) {
        try ids.count == 1
          ? accounts("https://c.test/app/accounts/4/inbox/9", ids[0])
          : accounts("https://c.test/app/accounts/4/inbox/9", ids[0], ids[1])
      }
      #expect(error?.isUsage == true && error?.message.contains("account 4") == true)
      #expect(error?.message.contains("7") == true)
    }
    #expect(try accounts("https://c.test/app/accounts/4", "7", "4") == [7, 4])
    #expect(try accounts("https://c.test", "7") == [7] && accounts("https://c.test/app/accounts/4") == [])
  }

  @Test func `an account's address at another origin than the base URL is refused, and both named`() throws {
    let error = #expect(throws: SettingError.self) {
      try accounts("https://c.test", "https://other.test/app/accounts/3/dashboard")
    }
    #expect(error?.message.contains("https://other.test") == true && error?.message.contains("https://c.test") == true)
    #expect(try accounts("https://c.test:443", "https://C.test/app/accounts/3/dashboard") == [3])
  }
}
