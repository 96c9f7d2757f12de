/// A walk through a list of Crisp that comes in pages: a plain value that says what to do next.
///
/// Only an empty page ends the list: Crisp answers 206 while there are more pages in some of its lists, and does not say
/// in which. But where it does, the page after it is not empty. Lists shift while they are read: an element may come
/// twice, and the one that follows a page may not come at all, if an element before it was removed. And a cache on the way
/// may answer with a page that was read before, in place of one whose elements then do not come at all.
struct CrispListing {
  /// Pages in a row that bring nothing new before the list is taken for one without an end: a server that ignores the
  /// page number gives the first page for ever.
  static let barrenPages = 3
  /// Pages in all: far more than any list fills.
  static let pages = 10_000

  /// What the elements are, in the plural.
  let noun: String
  /// The most elements.
  let limit: Int
  /// How many elements are known.
  var count: Int { seen.count }
  private(set) var page = 0
  /// Whether an empty page ended it.
  private(set) var hasEnded = false
  private var seen: Set<String> = []
  private var barren = 0
  /// The page before.
  private var last: [String] = []
  /// Whether the page before said that there are more.
  private var isToGoOn = false
  /// Whether an element stood on two pages: the list changed, or one of them is another page. Another walk shows which.
  private(set) var hasRepeats = false
  /// Whether that cannot be a list that moved on because an element was put in front: then the end of a page is the
  /// beginning of the next one. Or the end was denied.
  private(set) var isContradictory = false

  /// Why a list is not believed that contradicted itself in the last walk, too; `nil` if it did not.
  var contradiction: String? {
    isContradictory ? "one of its pages shows \(noun) of the pages before, time and again" : nil
  }

  /// The next step of a walk.
  enum Next: Equatable {
    /// Ask for the page of that number.
    case page(Int)
    /// All elements are known.
    case end
    /// There may be more elements; these words say why.
    case doubtful(String)
  }

  /// - Parameters:
  ///   - noun: what the elements are, in the plural.
  ///   - limit: the most elements.
  init(of noun: String, limit: Int) {
    self.noun = noun
    self.limit = limit
  }

  /// Whether another walk may find what this one did not. Where a list has no end, a second walk finds none either.
  var isWorthAnotherWalk: Bool { hasEnded && (hasRepeats || isContradictory) }

  /// Takes the next page.
  ///
  /// - Returns: the ids that were not known yet, in their order, and what comes next.
  mutating func take(_ found: CrispListPage) -> (new: [String], next: Next) {
    page += 1
    guard !found.ids.isEmpty else {
      hasEnded = true
      if isToGoOn || found.saysMore { isContradictory = true }
      let denial = isToGoOn ? "page \(page - 1), with status 206," : found.saysMore ? "its status 206" : nil
      return ([], denial.map { .doubtful("page \(page) is empty, and \($0) says that there are more") } ?? .end)
    }
    isToGoOn = found.saysMore
    let new = found.ids.filter { seen.insert($0).inserted }
    barren = new.isEmpty ? barren + 1 : 0
    let repeats = found.ids.count - new.count
    if repeats > 0 {
      hasRepeats = true
      if new.isEmpty || !last.suffix(repeats).elementsEqual(found.ids.prefix(repeats)) { isContradictory = true }
    }
    last = found.ids
    if barren >= Self.barrenPages {
      return (new, .doubtful("its pages \(page - barren + 1) to \(page) repeat \(noun) of the pages before"))
    }
    guard count <= limit else { return (new, .doubtful("it has more than \(limit) \(noun)")) }
    return (new, page >= Self.pages ? .doubtful("it has more than \(page) pages") : .page(page + 1))
  }
}

/// A page of a list.
struct CrispListPage: Sendable {
  var ids: [String] = []
  /// Whether its status, 206, says that there are more pages.
  var saysMore = false

  /// Checks a page that is complete.
  ///
  /// - Throws: `DecodeError` for an empty page whose status says that there are more.
  func check() throws(DecodeError) {
    guard !ids.isEmpty || !saysMore else {
      throw DecodeError("it is empty, and its status 206 says that there is more", isContradiction: true)
    }
  }
}
