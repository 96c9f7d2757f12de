import RollcallTestSupport
import Testing

@testable import Rollcall

@Suite struct `Filter of twins` {
  @Test func `the filter is exact for the first marks, and misses no twin after them`() {
    var filter = TwinFilter(exactCount: 100)
    var random = RepeatableRandom(seed: 1)
    let marks = (0..<20_000).map { _ in UInt64.random(in: 0 ... .max, using: &random) | 1 }
    let first = marks.map { filter.insert($0) }
    #expect(first.prefix(100).allSatisfy { $0 == .new } && !first.contains(.twin))
    // A filter that suspects many is no use.
    #expect(first.count { $0 == .suspect } < 3)
    let second = marks.map { filter.insert($0) }
    #expect(second.prefix(100).allSatisfy { $0 == .twin } && second.dropFirst(100).allSatisfy { $0 == .suspect })
  }

  @Test func `the filter distinguishes marks with equal beginnings`() {
    var filter = TwinFilter(exactCount: 1000)
    for mark in 0..<1000 { #expect(filter.insert(UInt64(2 * mark + 1)) == .new) }
    for mark in 0..<1000 { #expect(filter.insert(UInt64(2 * mark + 1)) == .twin) }
  }

  @Test func `the suspects become whole tenants when there are too many to remember`() {
    var suspects = TwinSuspects()
    let tenant = Tenant.example("w")
    suspects.add([1, 3], of: tenant)
    #expect(suspects.marks == [1, 3] && suspects.tenants.isEmpty)
    suspects.add(Array(repeating: 5, count: TwinSuspects.limit), of: tenant)
    #expect(suspects.marks.count == 2 && suspects.tenants == [tenant])
  }
}

/// The mark of a key that is a text.
func mark(of key: String, in tenant: Tenant) -> UInt64 {
  Array(key.utf8).withUnsafeBytes { TwinFilter.mark(of: $0, in: TwinFilter.start(of: tenant)) }
}
