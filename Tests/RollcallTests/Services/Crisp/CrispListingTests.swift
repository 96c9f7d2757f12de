import Testing

@testable import Rollcall

/// The walk through the list of a plugin's websites, as a plain value.
@Suite struct `Walk through a list of websites` {
  private typealias Next = CrispListing.Next

  /// What each page brings, and what comes after it.
  private func walk(_ pages: [[String]]) -> (new: [[String]], next: [CrispListing.Next]) {
    var listing = CrispListing(of: "websites", limit: CrispWebsites.limit)
    var (new, next): ([[String]], [CrispListing.Next]) = ([], [])
    for page in pages {
      let step = listing.take(CrispListPage(ids: page))
      new.append(step.new)
      next.append(step.next)
    }
    return (new, next)
  }

  @Test func `the list ends with an empty page and with nothing else`() {
    let steps = walk([["a"], ["b"], []])
    #expect(steps.new == [["a"], ["b"], []] && steps.next == [.page(2), .page(3), .end])
    #expect(walk([[]]).next == [.end] && walk([["a"], []]).next == [.page(2), .end])
  }

  @Test(arguments: [
    ([["a"], ["b"], []], false), ([["a", "b"], ["b", "c"], []], false), ([[]], false), ([["a"], ["a"], []], true),
    ([["a", "b", "c"], ["b", "c", "d"], ["d", "e"], []], false), ([["a", "b"], ["c"], ["b", "a"], ["d"], []], true),
    ([["a", "b"], ["a", "c"], []], true), ([["a", "b"], ["c", "b"], []], true),
    ([["a"], ["b"], ["a", "c"], []], true),
    ([["a", "b"], ["b", "c", "a"], []], true),
  ])
  func `the list contradicts itself if a website returns where no shift can put it`(
    pages: [[String]], isContradictory: Bool
  ) {
    var listing = CrispListing(of: "websites", limit: CrispWebsites.limit)
    for page in pages { _ = listing.take(CrispListPage(ids: page)) }
    #expect(listing.isContradictory == isContradictory && listing.hasEnded)
    #expect(listing.hasRepeats == (Set(pages.joined()).count < pages.joined().count))
  }

  @Test func `the list keeps the first of each website, in order`() {
    #expect(walk([["c", "a", "c"], ["a", "b"]]).new == [["c", "a"], ["b"]])
  }

  @Test func `the list continues after a repeated page`() {
    #expect(
      walk([["a"], ["a"], ["b"], ["b"], ["b"], []]).next == [.page(2), .page(3), .page(4), .page(5), .page(6), .end])
  }

  @Test func `a server that keeps repeating itself is not believed`() {
    let steps = walk(Array(repeating: ["a", "b"], count: 4))
    #expect(Array(steps.new.joined()) == ["a", "b"])
    guard case .doubtful(let why) = steps.next.last else {
      Issue.record("\(steps)")
      return
    }
    #expect(why.contains("pages 2 to 4"))
  }

  @Test func `an end that a status denies is not believed`() {
    for (before, last) in [(true, false), (false, true)] {
      var listing = CrispListing(of: "websites", limit: CrispWebsites.limit)
      #expect(listing.take(CrispListPage(ids: ["a"], saysMore: before)).next == .page(2))
      guard case .doubtful(let why) = listing.take(CrispListPage(ids: [], saysMore: last)).next else {
        Issue.record("the end is believed")
        return
      }
      #expect(why.contains("206") && listing.isContradictory)
    }
  }

  @Test func `an end after a page that did not deny it is believed`() {
    var listing = CrispListing(of: "websites", limit: CrispWebsites.limit)
    for (ids, saysMore) in [(["a"], true), (["b"], true), (["c"], false)] {
      _ = listing.take(CrispListPage(ids: ids, saysMore: saysMore))
    }
    #expect(listing.take(CrispListPage(ids: [])).next == .end && !listing.isContradictory)
  }

  @Test func `a server that keeps inventing websites is not believed`() {
    var listing = CrispListing(of: "websites", limit: CrispWebsites.limit)
    var next = Next.page(1)
    while case .page(let number) = next {
      guard number <= 20_000 else { break }
      next = listing.take(CrispListPage(ids: ["website-\(number)"])).next
    }
    #expect(next != .end && listing.page == CrispListing.pages)
    guard case .doubtful(let why) = next else {
      Issue.record("\(next)")
      return
    }
    #expect(why.contains("10000") || why.contains("10,000"))
  }
}
