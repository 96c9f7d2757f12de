import Testing

@testable import RollcallSimulator

@Suite struct `Turns of places` {
  @Test(arguments: [(1, 1, 1), (7, 2, 1), (49, 2, 10), (1_000, 3, 10), (5, 2, 30)])
  func `in a round every place has its turn once, and no day has too many`(count: Int, perDay: Int, shortest: Int) {
    let rotation = Rotation(of: count, perDay: perDay, shortest: shortest, seed: 3, purpose: "test")
    #expect(rotation.period == max(shortest, (count + perDay - 1) / perDay))
    for start in [0, 1, rotation.period * 3 + 2] {
      var days: [Int: [Int]] = [:]
      for place in 0..<count {
        let events = rotation.events(at: place, after: start, until: start + rotation.period)
        #expect(events.count == 1 && events.last > start && events.last <= start + rotation.period)
        days[events.last, default: []].append(events.turn)
      }
      #expect(days.values.allSatisfy { Set($0).count == $0.count && $0.allSatisfy { $0 < perDay } })
      if count >= perDay * shortest {
        #expect(days.count == rotation.period && days.values.allSatisfy { $0.contains(0) })
      }
    }
  }

  @Test func `the day after adds events and takes none away`() {
    let rotation = Rotation(of: 30, perDay: 2, shortest: 1, seed: 1, purpose: "test")
    for place in 0..<30 {
      for day in 0..<60 {
        let (now, next) = (
          rotation.events(at: place, after: 4, until: day), rotation.events(at: place, after: 4, until: day + 1)
        )
        #expect(next.count == now.count ? next.last == now.last : next.count == now.count + 1 && next.last == day + 1)
      }
    }
  }

  @Test func `a round of billions has no overflow, and places beyond the last begin anew`() {
    let count = 10_000_000_000_000
    let rotation = Rotation(of: count, perDay: count / 300, shortest: 10, seed: 5, purpose: "test")
    for place in [0, count / 2, count - 1] {
      let events = rotation.events(at: place, after: 0, until: 301)
      #expect((1...2).contains(events.count))
      #expect(rotation.events(at: place + count, after: 0, until: 301).last == events.last)
    }
  }
}

@Suite struct `Seats, tenants and circles` {
  private func seats(day: Int, number: Int = 0, start: Int = 0) -> Seats {
    Seats(
      day: day, tenant: Tenants.Tenant(number: number, start: start, isGuest: false), seats: 200, tenants: 2,
      service: "test", seed: 1)
  }

  @Test func `the first seat never changes, and a person who left does not come back`() {
    for seat in 0..<200 {
      var generations: [Int] = []
      for day in 0..<500 {
        let holder = seats(day: day).holder(of: seat)
        generations.append(holder.person.generation)
        #expect(holder.person == seats(day: 600).holder(of: seat, on: day).person)
        if holder.isInvited { #expect(holder.person.generation > 0) }
      }
      #expect(generations == generations.sorted() && generations[0] == 0)
      #expect(seat > 0 ? generations[499] > 1 : generations[499] == 0)
    }
  }

  @Test func `an invitation is open for three days`() {
    var invited: [Seats.Person: Int] = [:]
    for day in 1..<100 {
      for seat in 0..<200 {
        let holder = seats(day: day).holder(of: seat)
        if holder.isInvited { invited[holder.person, default: 0] += 1 }
      }
    }
    #expect(invited.count > 30 && invited.values.count { $0 != Seats.patience } <= 4)
  }

  @Test func `a tenant that appears has its first people, whenever that is`() {
    let seats = seats(day: 300, number: 7, start: 300)
    #expect((0..<200).allSatisfy { seats.holder(of: $0).person == Seats.Person(seat: $0, generation: 0) })
  }

  @Test(arguments: [1, 2, 3, 700]) func `a tenant's number is its own for ever`(count: Int) {
    var starts: [Int: Int] = [:]
    var last: Set<Int> = []
    for day in 0...1_000 {
      let tenants = Tenants(count, on: day, service: "test", seed: 2).all
      let numbers = Set(tenants.map(\.number))
      #expect(numbers.count == tenants.count && numbers.contains(0))
      for tenant in tenants {
        #expect(starts[tenant.number] ?? tenant.start == tenant.start && tenant.start <= day)
        #expect(last.contains(tenant.number) == (tenant.start < day) || day == 0)
        starts[tenant.number] = tenant.start
      }
      last = numbers
    }
    #expect(starts.count > 400)
  }

  @Test func `members are always people who are there and welcome`() {
    let members = [[1, 2, 3], [], [4, 5, 6, 7]].map { $0.map { Seats.Person(seat: $0, generation: 0) } }
    var ever: Set<Seats.Person> = []
    for day in 0..<200 {
      let seats = seats(day: day)
      let circles = Circles(seats: seats, candidates: 50, seed: 1, tenant: "test")
      let now = circles.members(of: members) { $0.person.seat != 9 }
      #expect(now.count == 3 && now[1].isEmpty && (day > 0 || now == members))
      #expect(now.joined().allSatisfy { seats.hasStayed($0) && $0.seat != 9 })
      #expect(now.allSatisfy { Set($0).count == $0.count })
      ever.formUnion(now.joined())
    }
    #expect(ever.count > 30)
  }
}
