/// The picture of places: a bar for the people of each, split by rights.
struct PlaceBars {
  private let survey: PlaceSurvey

  init(_ survey: PlaceSurvey) { self.survey = survey }

  /// The picture; nothing if nobody reads anything.
  var figure: HTML {
    guard let most = survey.largest.first?.people, most > 0 else { return "" }
    let bars = survey.largest
      .map { count -> HTML in
        """
        <li>
        <div><span>\(HTML.place(count.place, of: count.tenant))</span> <span class="soft">\(count.inWords)</span></div>
        \(bar(count, most))
        </li>
        """
      }
      .joined(by: "\n")
    let others: HTML = hasOthers ? ", \(key("other")) custom roles and roles that are not known" : ""
    let which: HTML =
      survey.placeCount > survey.largest.count
      ? "The \(survey.largest.count) places with the most people" : "People by place"
    return """
      <figure>
      <figcaption>\(which), split by rights: \
      \(key("lead")) owners or administrators, \(key("member")) members\(others).</figcaption>
      <ul class="bars">
      \(bars)
      </ul>
      </figure>
      """
  }

  private var hasOthers: Bool { survey.largest.contains { $0.others > 0 } }

  private func key(_ kind: HTML) -> HTML {
    "<svg class=\"key\" width=\"18\" height=\"12\" aria-hidden=\"true\"><rect class=\"\(kind)\" x=\"1\" y=\"1\" width=\"16\" height=\"10\"/></svg>"
  }

  private func bar(_ count: PlaceSurvey.Count, _ most: Int) -> HTML {
    var parts = HTML()
    var before = 0
    for (kind, number) in [("lead" as HTML, count.leading), ("member", count.members), ("other", count.others)]
    where number > 0 {
      parts += """
        <rect class="\(kind)" x="\(percent(before, most))" y="1" width="\(percent(number, most))" height="14"/>
        """
      before += number
    }
    return "<svg width=\"100%\" height=\"16\" aria-hidden=\"true\">\(parts)</svg>"
  }

  /// A share in percent with two decimals.
  private func percent(_ part: Int, _ whole: Int) -> HTML {
    let hundredths = Int((Double(part) / Double(whole) * 10_000).rounded())
    let rest = hundredths % 100
    return HTML(stringLiteral: "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)%")
  }
}

extension PlaceSurvey.Count {
  /// The people by rights.
  var inWords: HTML {
    let role = tenant.rules.reading.leadingRole
    let parts = [
      leading > 0 ? leading.seats(role) : nil, members > 0 ? members.seats(ReadingRules.memberAccess) : nil,
      others > 0 ? "\(others.grouped) with another role" : nil,
    ]
    .compactMap { $0 }
    return parts.isEmpty ? "nobody" : "\(words: parts.joined(separator: ", "))"
  }
}
