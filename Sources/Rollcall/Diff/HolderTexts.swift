/// The addresses and names of people: those that the rest of the operators has, and others in a spool.
final class HolderTexts {
  /// Where the texts of a person are.
  struct Place: BitwiseCopyable {
    /// `nil` for somebody of whom nothing is known.
    var source: Source?
    var offset = 0
  }

  enum Source: UInt64, BitwiseCopyable {
    case spool = 1
    case old
    case new
  }

  private let spool = RowSpool(width: 2)
  private let spooled: RowSpoolReader
  private let olds: RowSpoolReader
  private let news: RowSpoolReader

  private let email = Table.operators.index(of: "email")
  private let name = Table.operators.index(of: "display_name")

  init(rest: (old: RestRows, new: RestRows)) {
    spooled = spool.makeReader(windowBytes: 4096)
    olds = rest.old.makeReader(windowBytes: 16 * 1024)
    news = rest.new.makeReader(windowBytes: 16 * 1024)
  }

  /// Takes an address and a name that the rest does not have together.
  func append(_ texts: [UnsafeRawBufferPointer?]) throws(RollcallError) -> Place {
    Place(source: .spool, offset: try spool.append(texts, of: 0))
  }

  /// The address and the name at a place, valid until others are read.
  func texts(at place: Place) throws(RollcallError) -> [UnsafeRawBufferPointer?] {
    switch place.source {
    case .spool?:
      let row = try spooled.row(at: place.offset)
      return [row[0], row[1]]
    case .old?:
      let row = try olds.row(at: place.offset)
      return [row[email], row[name]]
    case .new?:
      let row = try news.row(at: place.offset)
      return [row[email], row[name]]
    case nil: return [nil, nil]
    }
  }
}
