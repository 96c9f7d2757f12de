import Testing

@testable import Rollcall

/// What somebody meant, if that is clear enough.
@Suite struct `Misspelt names` {
  private let spelling = Spelling(["output", "workers", "json", "crisp-base-url", "crisp-website-id", "email"])

  @Test(arguments: [
    ("output", "output"), ("ouput", "output"), ("outptu", "output"), ("worker", "workers"), ("jsn", "json"),
    ("crisp_base_url", "crisp-base-url"), ("CRISP-BASE-URL", "crisp-base-url"), ("crisp-website", "crisp-website-id"),
    ("crisp-webste-ids", "crisp-website-id"), ("emial", "email"), ("josn", "json"), ("wrokers", "workers"),
  ])
  func `a typing error gives the nearest name`(typed: String, meant: String) {
    #expect(spelling.nearest(to: typed) == meant)
  }

  @Test(arguments: ["", "o", "seed", "input-file", "crisp", "url", String(repeating: "x", count: 100_000)])
  func `a word that resembles no name gives none`(typed: String) {
    #expect(spelling.nearest(to: typed) == nil)
  }

  @Test func `a misspelt secret gives the setting for its file`() {
    let settings = ServiceDefinition.crisp.settings
    #expect(settings.nearestName(to: "crisp-api-ky") == "crisp-api-key-file")
    #expect(settings.nearestName(to: "crisp-api-key-fil") == "crisp-api-key-file")
    #expect(settings.nearestName(to: "crisp-api-identifer") == "crisp-api-identifier")
  }
}
