/// The heading of a table's column.
struct TableColumn: Sendable, ExpressibleByStringLiteral {
  let name: HTML
  /// The class of its cells; empty for texts.
  var kind: HTML = ""

  init(stringLiteral name: String) { self.name = HTML(stringLiteral: name) }

  /// A column of numbers.
  static func number(_ name: StringLiteralType) -> TableColumn {
    var column = TableColumn(stringLiteral: name)
    column.kind = " class=\"n\""
    return column
  }

  /// The column that a reviewer fills in.
  static let decision: TableColumn = {
    var column: TableColumn = "Decision"
    column.kind = " class=\"d\""
    return column
  }()
}

extension HTML {
  /// A table.
  ///
  /// - Parameters:
  ///   - caption: what the table lists.
  ///   - columns: the headings.
  ///   - rows: the rows, or whole groups of them in `<tbody>`.
  static func table(_ caption: HTML, _ columns: [TableColumn], grouped: Bool = false, _ rows: HTML) -> HTML {
    let heads = columns.map { column -> HTML in "<th scope=\"col\"\(column.kind)>\(column.name)</th>" }.joined()
    let body: HTML = grouped ? rows : "<tbody>\n\(rows)</tbody>"
    return """
      <table>
      <caption>\(caption)</caption>
      <thead><tr>\(heads)</tr></thead>
      \(body)
      </table>
      """
  }

  /// The end of a list that is longer than what is shown.
  ///
  /// - Parameter command: the command that lists the rest.
  static func more(_ hidden: Int, _ what: String, _ command: String) -> HTML {
    hidden > 0
      ? "\n<p class=\"more\">and \(hidden) more \(words: what). This command lists all: <code>\(command, limit: 1_000)</code></p>"
      : ""
  }

  /// The cells of a person: the name, and the address or else the id.
  static func cells(of person: AccessPerson) -> HTML {
    let address = person.email.flatMap { $0.isEmpty ? nil : $0 } ?? person.id
    return "<td>\(person.displayName)</td><td>\(address)</td>"
  }

  /// The cells of a person to whom somebody should write.
  static func linkedCells(of person: AccessPerson) -> HTML {
    guard let address = person.email.map({ String(decoding: $0, as: UTF8.self) }), address.isPlainAddress else {
      return cells(of: person)
    }
    return "<td>\(person.displayName)</td><td><a href=\"mailto:\(words: address)\">\(address)</a></td>"
  }

  /// A tenant by its name, or else its id.
  static func tenant(_ tenant: AccessTenant) -> HTML { "\(tenant.name.nonEmpty ?? tenant.report.tenantId)" }

  /// A place by its type and its name, or else its id.
  static func place(_ place: AccessPlace) -> HTML { "\(words: place.type) \(place.name.nonEmpty ?? place.id)" }

  /// A place with the tenant that it belongs to, or is.
  static func place(_ place: AccessPlace, of tenant: AccessTenant) -> HTML {
    place.type == tenant.rules.tenantType ? .tenant(tenant) : "\(HTML.tenant(tenant)), \(HTML.place(place))"
  }
}

extension String? {
  /// The text; `nil` if it is empty.
  var nonEmpty: String? { flatMap { $0.isEmpty ? nil : $0 } }
}

extension String {
  /// Whether it is an address that means nothing else in a link.
  fileprivate var isPlainAddress: Bool {
    let parts = split(separator: "@", omittingEmptySubsequences: false)
    return parts.count == 2 && utf8.count <= 254
      && parts.allSatisfy { part in
        !part.isEmpty
          && part.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
              UInt8(ascii: "a")...UInt8(ascii: "z"):
              true
            default: ".-_".utf8.contains(byte)
            }
          }
      }
  }

  /// The text with its first letter in upper case.
  var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
