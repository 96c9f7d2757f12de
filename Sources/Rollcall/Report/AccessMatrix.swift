/// The picture of people and places: a letter where a person reads a place. It is drawn where it fits a page.
struct AccessMatrix {
  private let people: [PeopleInSeveralPlaces.Entry]
  private let columns: [(number: Int, column: PeopleInSeveralPlaces.Column)]

  /// The most people and places of a page.
  static let peopleLimit = 40
  static let placeLimit = 20

  private static let cell = 22
  private static let left = 230
  private static let top = 150
  /// The room for the last heading, which is written aslant.
  private static let right = 110

  /// Takes the first people whose places fit.
  init(_ several: PeopleInSeveralPlaces) {
    var people: [PeopleInSeveralPlaces.Entry] = []
    var numbers: Set<Int> = []
    for entry in several.ranked where entry.letters.count == entry.placeCount {
      let union = numbers.union(entry.letters.map(\.place))
      guard union.count <= Self.placeLimit, people.count < Self.peopleLimit else { continue }
      numbers = union
      people.append(entry)
    }
    self.people = people
    columns = numbers.sorted().map { ($0, several.columns[$0]!) }
  }

  /// The letter of an access: the first one of its name; `x` for people with other rights.
  static func letter(of access: Access) -> Character {
    if access.isLeading || access.name == ReadingRules.memberAccess {
      return access.name?.first.flatMap { $0.uppercased().first } ?? "x"
    }
    return "x"
  }

  /// The picture; nothing if there are not two people and two places.
  ///
  /// - Parameter everyone: the number of all people who read.
  func figure(everyone: Int) -> HTML {
    guard people.count > 1, columns.count > 1 else { return "" }
    let width = Self.left + columns.count * Self.cell + Self.right
    let height = Self.top + people.count * Self.cell + 8
    let who: HTML =
      people.count == everyone ? "Everyone who reads" : "\(people.count) of the people in the most places"
    return """
      <figure class="whole">
      <figcaption>\(who), and what they read. \(words: legend)</figcaption>
      <div class="wide" tabindex="0" role="group" aria-label="A wide picture, which can be scrolled">
      <svg class="matrix" width="\(HTML(digits: width))" height="\(HTML(digits: height))" \
      viewBox="0 0 \(HTML(digits: width)) \(HTML(digits: height))" role="img" aria-labelledby="matrix">
      <title id="matrix">\(people.count) people and \(columns.count) places: a letter where a person reads a place</title>
      \(headings)\(rows)</svg>
      </div>
      </figure>
      """
  }

  private var headings: HTML {
    columns.enumerated()
      .map { index, entry -> HTML in
        let x = HTML(digits: Self.left + index * Self.cell + Self.cell / 2)
        let y = HTML(digits: Self.top - 8)
        let name = entry.column.name.shown(limit: 24)
        return "<text class=\"soft\" transform=\"translate(\(x) \(y)) rotate(-50)\">\(words: name)</text>\n"
      }
      .joined()
  }

  private var rows: HTML {
    var rows = HTML()
    for (row, entry) in people.enumerated() {
      let y = Self.top + row * Self.cell
      if row.isMultiple(of: 2) {
        rows += """
          <rect class="stripe" x="0" y="\(HTML(digits: y))" \
          width="\(HTML(digits: Self.left + columns.count * Self.cell))" height="\(HTML(digits: Self.cell))"/>
          """
      }
      let name = (entry.name.nonEmpty ?? entry.address).shown(limit: 30)
      rows += "<text x=\"6\" y=\"\(HTML(digits: y + 15))\">\(words: name)</text>"
      for (index, column) in columns.enumerated() {
        guard let letter = entry.letters.first(where: { $0.place == column.number })?.letter else { continue }
        let x = Self.left + index * Self.cell + Self.cell / 2
        let kind: HTML = letter == "M" ? "member" : letter == "x" ? "other" : "lead"
        rows += """
          <circle class="\(kind)" cx="\(HTML(digits: x))" cy="\(HTML(digits: y + 11))" r="9"/>\
          <text class="\(kind)" x="\(HTML(digits: x))" y="\(HTML(digits: y + 15))">\(words: String(letter))</text>
          """
      }
      rows += "\n"
    }
    return rows
  }

  /// What the letters mean, in words.
  private var legend: String {
    let letters = Set(people.flatMap { $0.letters.map(\.letter) })
    let meanings = AccessRules.leadingRoles + [ReadingRules.memberAccess]
    var words = meanings.compactMap { name -> String? in
      guard let letter = name.first?.uppercased(), letters.contains(Character(letter)) else { return nil }
      return "\(letter): \(name)"
    }
    if letters.contains("x") { words.append("x: a custom role, or one that is not known") }
    return words.joined(separator: ", ") + "."
  }
}

extension AccessRules {
  /// The leading roles of all services.
  fileprivate static var leadingRoles: [String] { ServiceDefinition.all.map(\.rules.reading.leadingRole) }
}

extension HTML {
  /// A number without commas, for attributes.
  init(digits number: Int) { self.init(stringLiteral: String(number)) }
}
