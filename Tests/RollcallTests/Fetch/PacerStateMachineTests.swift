import Backpressure
import RollcallTestSupport
import Testing

@testable import Rollcall

/// The rules of the pacer, with names in place of waiting tasks.
@Suite struct `Pacer rules` {
  private typealias Machine = PacerStateMachine<String>

  /// A machine with as many requests under way as there may be: 0, 1, …
  private func full(_ count: Int) -> Machine {
    var machine = Machine(mostUnderWay: count)
    for turn in 0..<count {
      #expect(machine.arrive(at: .zero, waitingAs: "nobody") == .go(turn: turn, next: nil))
    }
    return machine
  }

  // MARK: - Places

  @Test func `the permitted number of requests starts at once, and the next one waits for an answer`() {
    var machine = full(2)
    #expect(machine.arrive(at: .zero, waitingAs: "a") == .suspend("a"))
    #expect(machine.occupancy == (underWay: 2, width: 2, waiting: 1))
    #expect(machine.end(1, with: .served) == "a")
    #expect(machine.ask(at: .zero, waitingAs: "a again") == .go(turn: 2, next: nil))
  }

  @Test(arguments: [Pacer.Answer.served, .failed, .limited])
  func `every kind of answer makes room`(answer: Pacer.Answer) {
    var machine = full(1)
    #expect(machine.arrive(at: .zero, waitingAs: "a") == .suspend("a"))
    #expect(machine.end(0, with: answer) == "a")
  }

  @Test func `a request that ends twice counts once`() {
    var machine = full(2)
    #expect(machine.end(0, with: .served) == nil)
    #expect(machine.end(0, with: .limited) == nil)
    #expect(machine.occupancy == (underWay: 1, width: 2, waiting: 0))
  }

  @Test func `requests are let through in the order of their arrival`() {
    var machine = full(2)
    for name in ["a", "b", "c"] { #expect(machine.arrive(at: .zero, waitingAs: name) == .suspend(name)) }
    #expect(machine.occupancy.waiting == 3)
    #expect(machine.end(0, with: .served) == "a")
    // Room for another one while the first is on its way: it is let through by the first.
    #expect(machine.end(1, with: .served) == nil)
    // Who comes now does not get ahead of them.
    #expect(machine.arrive(at: .zero, waitingAs: "d") == .suspend("d"))
    #expect(machine.ask(at: .zero, waitingAs: "?") == .go(turn: 2, next: "b"))
    #expect(machine.ask(at: .zero, waitingAs: "?") == .go(turn: 3, next: "c"))
    #expect(machine.ask(at: .zero, waitingAs: "c again") == .suspend("c again"))
    #expect(machine.end(3, with: .served) == "c again")
    #expect(machine.ask(at: .zero, waitingAs: "?") == .go(turn: 4, next: "d"))
  }

  // MARK: - Giving up

  @Test func `a request that is cancelled in line frees its place`() {
    var machine = full(1)
    for name in ["a", "b", "c"] { #expect(machine.arrive(at: .zero, waitingAs: name) == .suspend(name)) }
    #expect(machine.cancel("b") == (.resume, nil))
    #expect(machine.end(0, with: .served) == "a")
    #expect(machine.ask(at: .zero, waitingAs: "?") == .go(turn: 1, next: "c"))
  }

  @Test func `a request that is cancelled while it waits for an answer lets the next one wait for it`() {
    var machine = full(1)
    for name in ["a", "b"] { #expect(machine.arrive(at: .zero, waitingAs: name) == .suspend(name)) }
    #expect(machine.cancel("a") == (.resume, "b"))
    #expect(machine.ask(at: .zero, waitingAs: "b again") == .suspend("b again"))
    #expect(machine.cancel("b again") == (.resume, nil))
    #expect(machine.end(0, with: .served) == nil)
    #expect(machine.arrive(at: .zero, waitingAs: "?") == .go(turn: 1, next: nil))
  }

  @Test func `a request that is cancelled while it sleeps lets the next one come forward`() {
    var machine = Machine(mostUnderWay: 1)
    _ = machine.pause(from: .zero, until: .seconds(5))
    #expect(machine.arrive(at: .zero, waitingAs: "?") == .sleep(.seconds(5)))
    #expect(machine.arrive(at: .seconds(1), waitingAs: "b") == .suspend("b"))
    #expect(machine.leave() == "b")
    #expect(machine.ask(at: .seconds(1), waitingAs: "?") == .sleep(.seconds(4)))
    #expect(machine.leave() == nil)
    #expect(machine.arrive(at: .seconds(5), waitingAs: "?") == .go(turn: 0, next: nil))
  }

  @Test func `a request that was resumed before its cancellation continues`() {
    var machine = full(1)
    #expect(machine.arrive(at: .zero, waitingAs: "a") == .suspend("a"))
    #expect(machine.end(0, with: .served) == "a")
    #expect(machine.cancel("a") == (.none, nil))
    #expect(machine.ask(at: .zero, waitingAs: "?") == .go(turn: 1, next: nil))
  }

  // MARK: - Pauses

  @Test func `a pause holds every request until its end`() {
    var machine = Machine(mostUnderWay: 4)
    _ = machine.pause(from: .zero, until: .seconds(5))
    #expect(machine.arrive(at: .zero, waitingAs: "?") == .sleep(.seconds(5)))
    #expect(machine.arrive(at: .seconds(1), waitingAs: "b") == .suspend("b"))
    #expect(machine.ask(at: .seconds(5), waitingAs: "?") == .go(turn: 0, next: "b"))
    #expect(machine.ask(at: .seconds(5), waitingAs: "?") == .go(turn: 1, next: nil))
  }

  @Test func `a longer pause extends the present one, and a shorter one does not shorten it`() {
    var machine = Machine(mostUnderWay: 1)
    _ = machine.pause(from: .zero, until: .seconds(5))
    _ = machine.pause(from: .zero, until: .seconds(3))
    #expect(machine.arrive(at: .zero, waitingAs: "?") == .sleep(.seconds(5)))
    _ = machine.pause(from: .zero, until: .seconds(12))
    #expect(machine.ask(at: .seconds(5), waitingAs: "?") == .sleep(.seconds(7)))
    #expect(machine.ask(at: .seconds(12), waitingAs: "?") == .go(turn: 0, next: nil))
  }

  @Test func `a request that waited for an answer also waits for a pause that came with it`() {
    var machine = full(1)
    #expect(machine.arrive(at: .zero, waitingAs: "a") == .suspend("a"))
    _ = machine.pause(from: .zero, until: .seconds(5))
    #expect(machine.end(0, with: .limited) == "a")
    #expect(machine.ask(at: .seconds(1), waitingAs: "?") == .sleep(.seconds(4)))
  }

  // MARK: - How many at a time

  @Test func `one limit halves the requests at a time once, however many requests meet it`() {
    var machine = full(8)
    for turn in 0..<8 { #expect(machine.end(turn, with: .limited) == nil) }
    #expect(machine.occupancy.width == 4)
  }

  @Test func `each further limit halves the requests at a time again, down to one`() {
    var machine = Machine(mostUnderWay: 5)
    for (turn, width) in [2, 1, 1, 1].enumerated() {
      #expect(machine.arrive(at: .zero, waitingAs: "?") == .go(turn: turn, next: nil))
      #expect(machine.end(turn, with: .limited) == nil)
      #expect(machine.occupancy.width == width)
    }
  }

  @Test func `a reduced number lets no request through until enough are answered`() {
    var machine = full(4)
    #expect(machine.arrive(at: .zero, waitingAs: "a") == .suspend("a"))
    #expect(machine.end(0, with: .limited) == nil)
    #expect(machine.end(1, with: .served) == nil)
    #expect(machine.end(2, with: .served) == "a")
  }

  @Test func `each full round of served requests adds one, up to the initial number`() {
    var machine = Machine(mostUnderWay: 4)
    func send(_ answers: Pacer.Answer...) {
      for answer in answers {
        guard case .go(let turn, nil) = machine.arrive(at: .zero, waitingAs: "?") else {
          Issue.record("nothing is in the way")
          return
        }
        _ = machine.end(turn, with: answer)
      }
    }
    send(.limited)
    send(.limited)
    #expect(machine.occupancy.width == 1)
    send(.served)
    #expect(machine.occupancy.width == 2)
    send(.served)
    #expect(machine.occupancy.width == 2)
    // What failed for another reason is neither for nor against.
    send(.failed, .served)
    #expect(machine.occupancy.width == 3)
    send(.served, .served, .served)
    #expect(machine.occupancy.width == 4)
    send(.served, .served, .served, .served, .served, .served, .served, .served)
    #expect(machine.occupancy.width == 4)
  }

  @Test func `a request that was sent before a limit does not increase the number after it`() {
    var machine = full(4)
    _ = machine.end(3, with: .limited)
    for turn in 0..<3 { _ = machine.end(turn, with: .served) }
    #expect(machine.occupancy.width == 2)
  }

  // MARK: - Distance and budget

  @Test func `the requests of all tasks keep their distance`() {
    var machine = Machine(mostUnderWay: 4, requestsPerMinute: 60)
    #expect(machine.arrive(at: .seconds(7), waitingAs: "?") == .go(turn: 0, next: nil))
    #expect(machine.arrive(at: .seconds(7.25), waitingAs: "?") == .sleep(.seconds(0.75)))
    #expect(machine.arrive(at: .seconds(7.5), waitingAs: "c") == .suspend("c"))
    #expect(machine.ask(at: .seconds(8), waitingAs: "?") == .go(turn: 1, next: "c"))
    #expect(machine.ask(at: .seconds(8), waitingAs: "?") == .sleep(.seconds(1)))
  }

  @Test func `a spent budget refuses every new and every waiting request`() {
    var machine = Machine(mostUnderWay: 1, budget: 2)
    #expect(machine.arrive(at: .zero, waitingAs: "?") == .go(turn: 0, next: nil))
    for name in ["a", "b", "c"] { #expect(machine.arrive(at: .zero, waitingAs: name) == .suspend(name)) }
    #expect(machine.end(0, with: .failed) == "a")
    #expect(machine.ask(at: .zero, waitingAs: "?") == .go(turn: 1, next: "b"))
    // It learns so at once, whether or not there is room.
    #expect(machine.ask(at: .zero, waitingAs: "?") == .refuse(next: "c"))
    #expect(machine.ask(at: .zero, waitingAs: "?") == .refuse(next: nil))
    #expect(machine.arrive(at: .zero, waitingAs: "?") == .refuse(next: nil))
  }

  // MARK: - Everything at once

  /// Any order of events: never more under way than there may be, nobody overtaken, and nobody left behind.
  @Test func `every request in line is let through in the end, whatever happens`() {
    let seed = UInt64.random(in: 0...UInt64.max)
    var random = RepeatableRandom(seed: seed)
    for _ in 0..<300 {
      let most = Int.random(in: 1...5, using: &random)
      var machine = Machine(mostUnderWay: most, requestsPerMinute: [nil, 60, 6_000].randomElement(using: &random)!)
      var now = Duration.zero
      var arrivals = 0
      /// Who has asked and was not let through or cancelled, in this order.
      var patient: [Int] = []
      var underWay: [Int] = []
      /// Who is asleep at the gate, until when.
      var sleeper: Duration?

      func carryOut(_ action: Machine.TurnAction) {
        switch action {
        case .go(let turn, let next):
          underWay.append(turn)
          patient.removeFirst()
          if next != nil { carryOut(machine.ask(at: now, waitingAs: "gate \(patient[0])")) }
        case .sleep(let delay): sleeper = now + delay
        case .suspend: break
        case .refuse: Issue.record("there is no budget")
        }
      }
      func resumed(_ waiter: String?) {
        if waiter != nil { carryOut(machine.ask(at: now, waitingAs: "gate \(patient[0])")) }
      }
      func wake() {
        guard let end = sleeper, end <= now else { return }
        sleeper = nil
        carryOut(machine.ask(at: now, waitingAs: "gate \(patient[0])"))
      }

      for _ in 0..<200 {
        switch Int.random(in: 0..<10, using: &random) {
        case 0..<4:
          patient.append(arrivals)
          // The name under which it waits at the gate is the same as in line, for `cancel`.
          carryOut(machine.arrive(at: now, waitingAs: "gate \(arrivals)"))
          arrivals += 1
        case 4..<7:
          guard let index = underWay.indices.randomElement(using: &random) else { continue }
          let answer: Pacer.Answer = [.served, .served, .served, .failed, .limited].randomElement(using: &random)!
          resumed(machine.end(underWay.remove(at: index), with: answer))
        case 7:
          guard let index = patient.indices.randomElement(using: &random) else { continue }
          if index == 0, sleeper != nil {
            sleeper = nil
            patient.removeFirst()
            resumed(machine.leave())
          } else {
            let (action, next) = machine.cancel("gate \(patient[index])")
            #expect(action == .resume, "seed \(seed)")
            patient.remove(at: index)
            resumed(next)
          }
        case 8: _ = machine.pause(from: now, until: now + .milliseconds(Int.random(in: 0...3_000, using: &random)))
        default:
          now += .milliseconds(Int.random(in: 0...2_000, using: &random))
          wake()
        }
        #expect(machine.occupancy.underWay == underWay.count && underWay.count <= most, "seed \(seed)")
        #expect(machine.occupancy.waiting == patient.count, "seed \(seed)")
      }
      // With nothing new, and every request answered, all get their turn.
      while !patient.isEmpty {
        if !underWay.isEmpty { resumed(machine.end(underWay.removeFirst(), with: .served)) }
        now = max(now, sleeper ?? now)
        wake()
        guard sleeper != nil || !underWay.isEmpty || patient.isEmpty else {
          Issue.record("\(patient.count) are left behind, seed \(seed)")
          break
        }
      }
    }
  }
}
