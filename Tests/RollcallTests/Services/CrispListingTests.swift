import Testing

@testable import Rollcall

/// The walk through the list of a plugin's websites, as a plain value.
@Suite struct `The walk through a list of websites` {
  private typealias Next = CrispWebsiteListing.Next

  /// What each page brings, and what comes after it.
  private func walk(_ pages: [[String]]) -> (new: [[String]], next: [CrispWebsiteListing.Next]) {
    var listing = CrispWebsiteListing()
    var (new, next): ([[String]], [CrispWebsiteListing.Next]) = ([], [])
    for page in pages {
      let step = listing.take(CrispWebsitePage(ids: page))
      new.append(step.new)
      next.append(step.next)
    }
    return (new, next)
  }

  @Test func `ends with an empty page and with nothing else`() {
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
  func `contradicts itself if a website comes again where no shift of the list puts it`(
    pages: [[String]], isContradictory: Bool
  ) {
    var listing = CrispWebsiteListing()
    for page in pages { _ = listing.take(CrispWebsitePage(ids: page)) }
    #expect(listing.isContradictory == isContradictory && listing.hasEnded)
    #expect(listing.hasRepeats == (Set(pages.joined()).count < pages.joined().count))
  }

  @Test func `keeps the first of each and the order of the list`() {
    #expect(walk([["c", "a", "c"], ["a", "b"]]).new == [["c", "a"], ["b"]])
  }

  @Test func `goes on behind a page that is repeated`() {
    #expect(
      walk([["a"], ["a"], ["b"], ["b"], ["b"], []]).next == [.page(2), .page(3), .page(4), .page(5), .page(6), .end])
  }

  @Test func `does not believe a server that repeats itself for ever`() {
    let steps = walk(Array(repeating: ["a", "b"], count: 4))
    #expect(Array(steps.new.joined()) == ["a", "b"])
    guard case .doubtful(let why) = steps.next.last else {
      Issue.record("\(steps)")
      return
    }
    #expect(why.contains("pages 2 to 4"))
  }

  @Test func `does not believe an end that a status denies, and is worth another one then`() {
    for (before, last) in [(true, false), (false, true)] {
      var listing = CrispWebsiteListing()
      #expect(listing.take(CrispWebsitePage(ids: ["a"], saysMore: before)).next == .page(2))
      guard case .doubtful(let why) = listing.take(CrispWebsitePage(ids: [], saysMore: last)).next else {
        Issue.record("the end is believed")
        return
      }
      #expect(why.contains("206") && listing.isContradictory)
    }
  }

  @Test func `believes an end behind a page that did not deny it`() {
    var listing = CrispWebsiteListing()
    for (ids, saysMore) in [(["a"], true), (["b"], true), (["c"], false)] {
      _ = listing.take(CrispWebsitePage(ids: ids, saysMore: saysMore))
    }
    #expect(listing.take(CrispWebsitePage(ids: [])).next == .end && !listing.isContradictory)
  }

  @Test func `does not believe a server that invents websites for ever`() {
    var listing = CrispWebsiteListing()
    var next = Next.page(1)
    while case .page(let number) = next {
      guard number <= 20_000 else { break }
      next = listing.take(CrispWebsitePage(ids: ["website-\(number)"])).next
    }
    #expect(next != .end && listing.page == CrispWebsiteListing.pages)
    guard case .doubtful(let why) = next else {
      Issue.record("\(next)")
      return
    }
    #expect(why.contains("10000") || why.contains("10,000"))
  }
}
