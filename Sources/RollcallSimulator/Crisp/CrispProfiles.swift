/// The small bodies about one website. They are made for each request, which costs less than keeping them.
enum CrispProfiles {
  /// Get A Website (Crisp's REST API reference).
  static func website(_ website: CrispWebsite) -> Answer {
    if let raw = website.rawProfile {
      return Answer(status: 200, headers: [CrispAnswer.contentType], body: .bytes(raw))
    }
    var data: [UInt8] = []
    data.append("{\"website_id\":")
    data.appendQuoted(website.id)
    data.append(",\"name\":")
    data.appendQuoted(website.name)
    data.append(",\"domain\":")
    data.appendQuoted(website.domain)
    switch website.logo {
    case .url: data.append(",\"logo\":\"https://storage.crisp.chat/images/website/\(website.id)/logo.png\"")
    case .blank: data.append(",\"logo\":\"\"")
    case .null: data.append(",\"logo\":null")
    case .absent: break
    }
    if let verified = website.verified { data.append(",\"verified\":\(verified)") }
    if let institutional = website.institutional { data.append(",\"institutional\":\(institutional)") }
    data.append(UInt8(ascii: "}"))
    return CrispAnswer.success("resolved", data: data)
  }

  /// List Last Active Website Operators (Crisp's REST API reference): milliseconds since 1970; the first operators of
  /// the website, then users who have left it.
  static func activeOperators(_ website: CrispWebsite, seed: UInt64) -> Answer {
    var operators = CrispOperatorWriter(
      seed: seed, websiteID: website.id, shared: website.sharedOperators, unknownRoles: false, seats: website.seats)
    var generator = SeededGenerator(seed: seed, purpose: "activity of \(website.id)")
    var count = 0
    if case .generated(let all) = website.operators { count = min(website.activeOperators, all) }
    var data: [UInt8] = [UInt8(ascii: "[")]
    for position in 0..<(count + website.departedActiveOperators) {
      var element: [UInt8] = []
      let details = operators.append(to: &element)
      let departed = randomUUID(from: &generator)
      let present = details.map { CrispOperatorWriter.userID(in: element, details: $0) }
      guard let user = position < count ? present : departed else { continue }
      if data.count > 1 { data.append(UInt8(ascii: ",")) }
      data.append("{\"user_id\":\"")
      data.append(user)
      data.append("\",\"avatar\":null,\"nickname\":\"")
      data.append(contentsOf: CrispVocabulary.shared.firstNames.pick(&generator))
      data.append("\",\"timestamp\":")
      // The times lie within the thirty days before the first of January 2026: a clock would make every run different.
      data.appendDecimal(1_767_225_600_000 - generator.below(30 * 86_400_000))
      data.append(UInt8(ascii: "}"))
    }
    data.append(UInt8(ascii: "]"))
    return CrispAnswer.success("listed", data: data)
  }
}
