/// Where a part of a table lies in a snapshot, as in `operators/part-00000.csv.gz`.
struct PartPath: Hashable, Sendable {
  var table: Table
  /// The end of the name, which says the format.
  var fileExtension: String
  var isCompressed: Bool
  /// Counts from 0.
  var number = 0

  /// How many parts a table has in a format at most: their names have five digits, so that they sort.
  static let countLimit = 100_000

  private static let prefix = "part-"
  private static let digitCount = 5

  init(_ table: Table, _ fileExtension: String, isCompressed: Bool, number: Int = 0) {
    self.table = table
    self.fileExtension = fileExtension
    self.isCompressed = isCompressed
    self.number = number
  }

  /// Reads a path; `nil` if it is not as a run writes it.
  init?(_ text: String) {
    let names = text.split(separator: "/", omittingEmptySubsequences: false)
    guard names.count == 2, let table = Table(rawValue: String(names[0])) else { return nil }
    let words = names[1].split(separator: ".", omittingEmptySubsequences: false)
    guard words[0].hasPrefix(Self.prefix), (2...3).contains(words.count), words.count == 2 || words[2] == "gz" else {
      return nil
    }
    let digits = words[0].dropFirst(Self.prefix.count)
    guard digits.utf8.count == Self.digitCount, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      let number = Int(digits)
    else { return nil }
    self.init(table, String(words[1]), isCompressed: words.count == 3, number: number)
  }

  /// The same table and format, another part.
  func numbered(_ number: Int) -> PartPath {
    var path = self
    path.number = number
    return path
  }

  /// The path inside the snapshot.
  var text: String {
    let digits = String(number)
    let padding = String(repeating: "0", count: max(0, Self.digitCount - digits.utf8.count))
    return "\(table.rawValue)/\(Self.prefix)\(padding)\(digits).\(fileExtension)\(isCompressed ? ".gz" : "")"
  }
}
