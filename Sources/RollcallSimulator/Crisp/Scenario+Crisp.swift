extension Scenario {
  /// What Crisp serves.
  package var crisp: CrispScenario {
    get { self[CrispScenario.self] }
    set { self[CrispScenario.self] = newValue }
  }

  /// One website with that many operators, within reach of `CrispToken.demo`.
  package static func oneWebsite(operators: Int, seed: UInt64 = 1) -> Scenario {
    manyWebsites(1, operatorsEach: operators, seed: seed)
  }

  /// That many websites with that many operators each, within reach of `CrispToken.demo`.
  package static func manyWebsites(_ count: Int, operatorsEach operators: Int, seed: UInt64 = 1) -> Scenario {
    Scenario(seed: seed, CrispScenario.generated(websites: count, operatorsEach: operators, seed: seed))
  }

  /// The id of the website at `index` in the ready-made scenarios.
  package static func websiteID(seed: UInt64 = 1, index: Int = 0) -> String {
    var generator = SeededGenerator(seed: seed, purpose: "website \(index)")
    return randomUUID(from: &generator)
  }
}

extension CrispScenario {
  /// That many websites with that many operators each, within reach of `CrispToken.demo`; names, logos and optional
  /// keys differ from website to website.
  ///
  /// - Parameter day: the number of days that have passed since.
  package static func generated(
    websites count: Int, operatorsEach operators: Int, seed: UInt64 = 1, day: Int = 0
  ) -> CrispScenario {
    var generator = SeededGenerator(seed: seed, purpose: "websites")
    let first = (0..<count).map { CrispWebsite.generated($0, operators: operators, seed: seed, using: &generator) }
    guard day > 0 else { return CrispScenario(websites: first) }
    let websites = Tenants(count, on: day, service: name, seed: seed).all
      .map { tenant in
        var own = SeededGenerator(seed: seed, purpose: "new website \(tenant.number)")
        var website =
          tenant.number < count
          ? first[tenant.number]
          : CrispWebsite.generated(
            tenant.number, operators: Tenants.seats(of: tenant, each: operators), seed: seed, using: &own)
        website.seats = Seats(
          day: day, tenant: tenant, seats: operators, tenants: count, service: name, seed: seed)
        return website
      }
    return CrispScenario(websites: websites)
  }
}

extension CrispWebsite {
  fileprivate static func generated(
    _ index: Int, operators: Int, seed: UInt64, using generator: inout SeededGenerator
  ) -> CrispWebsite {
    let word = LatinNames.last[generator.below(LatinNames.last.count)].lowercased().filter(\.isLetter)
    let logos: [Logo] = [.url, .url, .url, .blank, .null, .absent]
    var website = CrispWebsite(
      id: Scenario.websiteID(seed: seed, index: index), name: "\(word.capitalized) \(index + 1)",
      domain: "\(word)-\(index + 1).example.test", logo: index == 0 ? .url : logos[generator.below(logos.count)],
      verified: generator.oneIn(2) ? generator.oneIn(2) : nil,
      institutional: generator.oneIn(4) ? generator.oneIn(10) : nil, operators: .generated(count: operators))
    website.activeOperators = min(operators, 25)
    return website
  }
}

extension String {
  fileprivate var capitalized: String {
    prefix(1).uppercased() + dropFirst()
  }
}
