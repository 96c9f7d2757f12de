/// What is simulated, as one value: the same scenario with the same seed serves the same bodies, byte for byte.
package struct Scenario: Sendable {
  /// Where every generated value comes from.
  package var seed: UInt64
  package var crisp: CrispScenario
  /// Whether every request is kept for `Simulator.requests`. Tests want it; a benchmark turns it off, as the log grows
  /// with each request.
  package var keepsRequestLog = true

  package init(seed: UInt64 = 1, crisp: CrispScenario = CrispScenario()) {
    self.seed = seed
    self.crisp = crisp
  }
}

extension Scenario {
  /// One website with that many operators, reached by `CrispToken.demo`.
  package static func oneWebsite(operators: Int, seed: UInt64 = 1) -> Scenario {
    manyWebsites(1, operatorsEach: operators, seed: seed)
  }

  /// That many websites with that many operators each, reached by `CrispToken.demo`; names, logos and optional keys
  /// differ from website to website.
  package static func manyWebsites(_ count: Int, operatorsEach operators: Int, seed: UInt64 = 1) -> Scenario {
    var generator = SeededGenerator(seed: seed, purpose: "websites")
    let websites = (0..<count)
      .map { index in
        let word = LatinNames.last[generator.below(LatinNames.last.count)].lowercased().filter(\.isLetter)
        let logos: [CrispWebsite.Logo] = [.url, .url, .url, .blank, .null, .absent]
        var website = CrispWebsite(
          id: websiteID(seed: seed, index: index), name: "\(word.capitalized) \(index + 1)",
          domain: "\(word)-\(index + 1).example.test", logo: index == 0 ? .url : logos[generator.below(logos.count)],
          verified: generator.oneIn(2) ? generator.oneIn(2) : nil,
          institutional: generator.oneIn(4) ? generator.oneIn(10) : nil, operators: .generated(count: operators))
        website.activeOperators = min(operators, 25)
        return website
      }
    return Scenario(seed: seed, crisp: CrispScenario(websites: websites))
  }

  /// The id of the website at `index` in the ready-made scenarios.
  package static func websiteID(seed: UInt64 = 1, index: Int = 0) -> String {
    var generator = SeededGenerator(seed: seed, purpose: "website \(index)")
    return randomUUID(from: &generator)
  }
}

extension String {
  fileprivate var capitalized: String {
    prefix(1).uppercased() + dropFirst()
  }
}
