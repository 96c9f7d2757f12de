import Foundation
import RollcallTestSupport
import Testing

@testable import Rollcall

/// The people whom teams and sub-inboxes name, and what they take in memory.
@Suite struct `People of Crisp's sub-inboxes and teams` {
  private static func add(_ id: String, to people: inout CrispPeople) throws -> Int {
    var id = id
    return Int(try id.withUTF8 { try people.add($0) })
  }

  private static func index(of id: String, in people: CrispPeople) -> Int? {
    var id = id
    return id.withUTF8 { id in
      let mark = TwinFilter.mark(of: UnsafeRawBufferPointer(id), in: TwinFilter.start(of: CrispPage.tenant))
      return people.index(of: id, mark).map { Int($0) }
    }
  }

  private static func id(at index: Int, in people: CrispPeople) -> String {
    people.withID(at: index) { String(decoding: $0, as: UTF8.self) }
  }

  private static func uuid(_ dice: inout RepeatableRandom) -> String {
    UUID(
      uuid: (0..<16).reduce(into: Data()) { data, _ in data.append(UInt8.random(in: 0 ... .max, using: &dice)) }
        .withUnsafeBytes { $0.load(as: uuid_t.self) }
    )
    .uuidString.lowercased()
  }

  @Test(arguments: [
    "1", "0123456789abcde", "0123456789abcdef", "0123456789abcdef0", "É", "5b0c1d9e-3c1f-4f6e-9a55-0d6f6b8d2f10",
    "5B0C1D9E-3c1f-4f6e-9a55-0d6f6b8d2f10", "5b0c1d9e_3c1f-4f6e-9a55-0d6f6b8d2f10",
    "5b0c1d9e-3c1f-4f6e-9a55-0d6f6b8d2f1g", "00000000-0000-0000-0000-000000000000", String(repeating: "x", count: 254),
  ])
  func `an id comes back as it was, whatever its form`(id: String) throws {
    var people = CrispPeople(of: CrispPage.tenant)
    _ = try Self.add("another", to: &people)
    #expect(try Self.add(id, to: &people) == 1 && Self.add(id, to: &people) == 1 && people.count == 2)
    #expect(Self.id(at: 1, in: people) == id && Self.index(of: id, in: people) == 1)
  }

  @Test(arguments: [1, .random(in: 0 ... .max)] as [UInt64])
  func `people are found by their ids, also when some were taken back`(seed: UInt64) throws {
    var dice = RepeatableRandom(seed: seed)
    var people = CrispPeople(of: CrispPage.tenant)
    var model: [String] = []
    for _ in 0..<300 {
      for _ in 0..<Int.random(in: 0...60, using: &dice) {
        let isOld = !model.isEmpty && Bool.random(using: &dice)
        let id =
          isOld ? model.randomElement(using: &dice)! : Bool.random(using: &dice) ? Self.uuid(&dice) : "\(dice.next())"
        let expected = model.firstIndex(of: id) ?? model.count
        if expected == model.count { model.append(id) }
        #expect(try Self.add(id, to: &people) == expected, "seed \(seed)")
      }
      let removed = Int.random(in: 0...min(model.count, 40), using: &dice)
      let gone = model.suffix(removed)
      model.removeLast(removed)
      people.removeLast(removed)
      for id in gone { #expect(Self.index(of: id, in: people) == nil, "seed \(seed)") }
    }
    #expect(people.count == model.count)
    for (index, id) in model.enumerated() {
      #expect(Self.index(of: id, in: people) == index && Self.id(at: index, in: people) == id, "seed \(seed)")
    }
  }

  @Test func `people take at most 100 bytes each and memberships 8, addresses included`() throws {
    var dice = RepeatableRandom(seed: 7)
    let ids = (0..<100_000).map { _ in Self.uuid(&dice) }
    var groups = CrispGroups(of: CrispPage.tenant)
    var mentions = 0
    for inbox in 0..<200 {
      for _ in 0..<1000 {
        var id = ids[(mentions * 7919) % ids.count]
        try id.withUTF8 { try groups.addMember($0) }
        mentions += 1
      }
      try groups.add(.inbox, "\(inbox)", name: nil, attributes: [])
    }
    var roster = CrispRoster(of: groups.people.count, keepsEmails: true)
    for index in 0..<groups.people.count {
      var email = "somebody.with.a.long.name-\(index)@example.test"
      try email.withUTF8 { try roster.take(index, rank: index, isJoined: true, email: $0) }
    }
    let count = groups.people.count
    #expect(count == 100_000 && mentions == 200_000)
    #expect(groups.memory + roster.memory <= 100 * count + 8 * mentions, "\(groups.memory) + \(roster.memory)")
  }

  @Test func `long texts and many texts come back as they were`() throws {
    var texts = CrispTexts()
    let values =
      (0..<3000).map { String(repeating: "\($0 % 10)", count: $0 % 700) } + [String(repeating: "y", count: 200_000)]
    var places: [CrispTexts.Place] = []
    for value in values {
      var value = value
      places.append(try value.withUTF8 { try texts.append($0) })
    }
    for (place, value) in zip(places, values) {
      #expect(texts.withText(at: place) { String(decoding: $0, as: UTF8.self) } == value)
    }
    texts.remove(from: places[1000])
    var again = "again"
    let place = try again.withUTF8 { try texts.append($0) }
    #expect(texts.withText(at: place) { String(decoding: $0, as: UTF8.self) } == "again")
    #expect(texts.withText(at: places[999]) { String(decoding: $0, as: UTF8.self) } == values[999])
  }

  @Test func `what a page added is taken back, and what was kept stays`() throws {
    var groups = CrispGroups(of: CrispPage.tenant)
    func add(_ member: String, _ kind: CrispGroup.Kind, _ id: String, teams: [String] = []) throws {
      var member = member
      try member.withUTF8 { try groups.addMember($0) }
      for team in teams { try groups.addTeam(team, namesPeople: true) }
      try groups.add(kind, id, name: id, attributes: [])
    }
    func members(of group: CrispGroup) -> [String] {
      var found: [String] = []
      groups.forEachMember(of: group) { found.append(Self.id(at: $0, in: groups.people)) }
      return found
    }
    try add("a", .team, "t1")
    let mark = groups.mark
    try add("b", .team, "t2")
    try add("c", .inbox, "i1", teams: ["t1", "unknown"])
    #expect(groups.hasUnknownTeams && members(of: groups.inboxes[0]) == ["c", "a"])
    groups.rewind(to: mark)
    #expect(groups.all.map(\.id) == ["t1"] && groups.people.count == 1 && !groups.hasUnknownTeams)
    #expect(!groups.contains("t2", .team) && !groups.contains("i1", .inbox) && groups.contains("t1", .team))
    try add("d", .inbox, "i2", teams: ["t1"])
    #expect(members(of: groups.inboxes[0]) == ["d", "a"] && members(of: groups.teams[0]) == ["a"])
  }
}
