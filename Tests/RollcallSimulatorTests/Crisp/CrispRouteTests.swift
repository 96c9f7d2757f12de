import Testing

@testable import RollcallSimulator

@Suite struct `Routes of the simulated Crisp` {
  @Test(
    arguments: [
      ("GET", "/v1/website/w", .website("w")), ("GET", "/v1/website/w/operators/list", .operators(website: "w")),
      ("GET", "/v1/website/w/operators/active", .activeOperators(website: "w")),
      ("GET", "/v1/website/w/operator/u", .oneOperator(website: "w", user: "u")),
      ("HEAD", "/v1/website", .websiteExists),
      ("POST", "/v1/website/w/operator", .change(website: "w")), ("GET", "/v1/plugin/connect/account", .connectAccount),
      ("GET", "/v1/plugin/connect/websites/all/2", .connectedWebsites(page: 2)),
    ] as [(String, String, CrispRoute)])
  func `a documented path is known with its method`(method: String, path: String, route: CrispRoute) throws {
    #expect(try CrispRoute(method: method, path: path) == route)
    #expect(throws: CrispRoute.Mismatch.wrongMethod) { try CrispRoute(method: "PUT", path: path) }
  }

  @Test(arguments: [
    "", "/", "/v1", "/v2/website/w", "/v1/website/", "/v1/website/w/operators", "/v1/website/w/operators/list/",
    "/v1/plugin/connect/websites/all/0", "/v1/plugin/connect/websites/all/x",
  ])
  func `any other path is not`(path: String) {
    #expect(throws: CrispRoute.Mismatch.unknownPath) { try CrispRoute(method: "GET", path: path) }
  }

  @Test func `only a plugin lists its websites, and only a user may change operators`() {
    for tier in [CrispToken.Tier.pluginProduction, .pluginDevelopment, .website, .user] {
      let isPlugin = tier == .pluginProduction || tier == .pluginDevelopment
      #expect(CrispRoute.connectedWebsites(page: 1).isOpen(to: tier) == isPlugin)
      #expect(CrispRoute.change(website: "w").isOpen(to: tier) == (tier == .user))
      #expect(CrispRoute.operators(website: "w").isOpen(to: tier))
    }
  }
}
