import Testing

@testable import Backpressure

/// Every event in every situation; then the stories that take more than one event. Width is 2 throughout.
@Suite struct InOrderWindowStateMachineTests {
  typealias Machine = InOrderWindowStateMachine<Int, TestError, String, String>

  enum Situation: CaseIterable {
    case empty
    case oneOpen
    case allOpen
    case openerWaiting
    case awaited
    case finishedWithLanes
    case finishedAndDrained
    case failed

    /// Lanes are numbered from 1 in the order they are opened.
    var machine: Machine {
      var machine = Machine(width: 2)
      switch self {
      case .empty:
        break
      case .oneOpen:
        _ = machine.open(1, waitingAs: "")
      case .allOpen:
        machine = Self.oneOpen.machine
        _ = machine.open(2, waitingAs: "")
      case .openerWaiting:
        machine = Self.allOpen.machine
        _ = machine.open(3, waitingAs: "opener")
      case .awaited:
        _ = machine.next(waitingAs: "consumer")
      case .finishedWithLanes:
        machine = Self.allOpen.machine
        _ = machine.finish()
      case .finishedAndDrained:
        _ = machine.finish()
      case .failed:
        machine = Self.allOpen.machine
        _ = machine.fail(.consumer)
      }
      return machine
    }
  }

  // The remaining situation, an opener waiting, is a precondition.
  @Test(arguments: Situation.allCases.filter { $0 != .openerWaiting })
  func `an open is granted, suspended, handed over or refused by the state of the window`(in situation: Situation) {
    let expected: Machine.OpenAction =
      switch situation {
      case .empty, .oneOpen: .open
      case .allOpen, .openerWaiting: .suspend("opener")
      case .awaited: .hand(9, to: "consumer")
      case .finishedWithLanes, .finishedAndDrained: .refuseAsFinished
      case .failed: .refuse(.consumer)
      }
    var machine = situation.machine
    #expect(machine.open(9, waitingAs: "opener") == expected)
  }

  @Test(arguments: Situation.allCases)
  func `cancelling the opener resumes it only while it is suspended`(in situation: Situation) {
    var machine = situation.machine
    #expect(machine.cancelOpen("opener") == (situation == .openerWaiting ? .resume : .none))
    #expect(machine.cancelOpen("opener") == .none)
  }

  // The remaining situation, awaited, is a precondition.
  @Test(arguments: Situation.allCases.filter { $0 != .awaited })
  func `the next read waits, names the first lane, ends or fails by the state of the window`(in situation: Situation) {
    let expected: Machine.NextAction =
      switch situation {
      case .empty, .awaited: .suspend("consumer")
      case .oneOpen, .allOpen, .openerWaiting, .finishedWithLanes: .read(1)
      case .finishedAndDrained: .end
      case .failed: .fail(.consumer)
      }
    var machine = situation.machine
    #expect(machine.next(waitingAs: "consumer") == expected)
  }

  @Test(arguments: Situation.allCases)
  func `cancelling the consumer resumes it only while it waits`(in situation: Situation) {
    var machine = situation.machine
    #expect(machine.cancelNext("consumer") == (situation == .awaited ? .resume : .none))
    #expect(machine.cancelNext("consumer") == .none)
  }

  // In the remaining situations there is no lane to be drained, which is a precondition.
  @Test(arguments: [Situation.oneOpen, .allOpen, .openerWaiting, .finishedWithLanes, .failed])
  func `a drained lane admits the suspended opener`(in situation: Situation) {
    var machine = situation.machine
    #expect(machine.firstLaneDrained() == (situation == .openerWaiting ? .admit("opener") : .none))
  }

  @Test(arguments: Situation.allCases)
  func `a finish ends the waiting consumer and refuses the suspended opener`(in situation: Situation) {
    let expected: Machine.FinishAction =
      switch situation {
      case .awaited: .end("consumer")
      case .openerWaiting: .refuse("opener")
      case .empty, .oneOpen, .allOpen, .finishedWithLanes, .finishedAndDrained, .failed: .none
      }
    var machine = situation.machine
    #expect(machine.finish() == expected)
    #expect(machine.finish() == .none)
  }

  @Test(arguments: Situation.allCases)
  func `a failure closes all lanes, fails the waiting consumer and refuses the opener`(in situation: Situation) {
    let expected: Machine.FailAction =
      switch situation {
      case .empty, .finishedAndDrained: .close([], refusing: nil)
      case .oneOpen: .close([1], refusing: nil)
      case .allOpen, .finishedWithLanes: .close([1, 2], refusing: nil)
      case .openerWaiting: .close([1, 2], refusing: "opener")
      case .awaited: .fail("consumer")
      case .failed: .none
      }
    var machine = situation.machine
    #expect(machine.fail(.consumer) == expected)
    #expect(machine.fail(.producer) == .none)
    #expect(machine.next(waitingAs: "consumer") == .fail(.consumer))
    #expect(machine.occupancy == (0, false, false))
  }

  @Test func `lanes are read in the order in which they were opened`() {
    var machine = Situation.openerWaiting.machine
    for lane in 1...3 {
      #expect(machine.next(waitingAs: "consumer") == .read(lane))
      #expect(machine.next(waitingAs: "consumer") == .read(lane))
      #expect(machine.firstLaneDrained() == (lane == 1 ? .admit("opener") : .none))
    }
    #expect(machine.next(waitingAs: "consumer") == .suspend("consumer"))
  }

  @Test func `a lane handed to the waiting consumer stays first in line`() {
    var machine = Situation.awaited.machine
    #expect(machine.open(1, waitingAs: "") == .hand(1, to: "consumer"))
    #expect(machine.open(2, waitingAs: "") == .open)
    #expect(machine.next(waitingAs: "consumer") == .read(1))
  }

  @Test func `a cancelled opener takes its lane along`() {
    var machine = Situation.openerWaiting.machine
    #expect(machine.cancelOpen("opener") == .resume)
    #expect(machine.firstLaneDrained() == .none)
    #expect(machine.firstLaneDrained() == .none)
    #expect(machine.next(waitingAs: "consumer") == .suspend("consumer"))
  }

  @Test func `an admitted opener can no longer be cancelled`() {
    var machine = Situation.openerWaiting.machine
    #expect(machine.firstLaneDrained() == .admit("opener"))
    #expect(machine.cancelOpen("opener") == .none)
    #expect(machine.occupancy == (2, false, false))
  }

  @Test func `the lane of a refused opener is not opened`() {
    var machine = Situation.openerWaiting.machine
    #expect(machine.finish() == .refuse("opener"))
    #expect(machine.firstLaneDrained() == .none)
    #expect(machine.firstLaneDrained() == .none)
    #expect(machine.next(waitingAs: "consumer") == .end)
  }

  @Test func `a window without room stops the process`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Machine(width: 0)
    }
    #expect(lastWords(of: result).contains("room for at least one lane"))
  }

  @Test func `a second waiting opener stops the process`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var machine = Situation.openerWaiting.machine
      _ = machine.open(4, waitingAs: "another")
    }
    #expect(lastWords(of: result).contains("one opener at a time"))
  }

  @Test func `a second waiting consumer stops the process`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var machine = Situation.awaited.machine
      _ = machine.next(waitingAs: "another")
    }
    #expect(lastWords(of: result).contains("one consumer at a time"))
  }

  @Test func `draining a lane while waiting for one stops the process`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var machine = Situation.awaited.machine
      _ = machine.firstLaneDrained()
    }
    #expect(lastWords(of: result).contains("while the consumer waited"))
  }

  @Test func `draining a lane that is not open stops the process`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var machine = Situation.empty.machine
      _ = machine.firstLaneDrained()
    }
    #expect(lastWords(of: result).contains("although none is open"))
  }
}
