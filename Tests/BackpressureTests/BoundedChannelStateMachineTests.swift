import Testing

@testable import Backpressure

/// Every event in every situation; then the stories that take more than one event. Capacity is 2 throughout.
@Suite struct BoundedChannelStateMachineTests {
  typealias Machine = BoundedChannelStateMachine<Int, TestError, String, String>

  enum Situation: CaseIterable {
    case empty
    case oneBuffered
    case full
    case fullWithLine
    case awaited
    case finishedWithElements
    case finishedAndDrained
    case failedWithElements
    case failedAndDrained
    case closed

    /// Elements are numbered from 1 in the order they are sent.
    var machine: Machine {
      var machine = Machine(capacity: 2)
      switch self {
      case .empty:
        break
      case .oneBuffered:
        _ = machine.send(1, waitingAs: "")
      case .full:
        machine = Self.oneBuffered.machine
        _ = machine.send(2, waitingAs: "")
      case .fullWithLine:
        machine = Self.full.machine
        _ = machine.send(3, waitingAs: "first")
        _ = machine.send(4, waitingAs: "second")
      case .awaited:
        _ = machine.next(waitingAs: "consumer")
      case .finishedWithElements:
        machine = Self.full.machine
        _ = machine.finish()
      case .finishedAndDrained:
        _ = machine.finish()
      case .failedWithElements:
        machine = Self.full.machine
        _ = machine.finish(throwing: .producer)
      case .failedAndDrained:
        _ = machine.finish(throwing: .producer)
      case .closed:
        _ = machine.close(throwing: .consumer)
      }
      return machine
    }
  }

  @Test(arguments: Situation.allCases)
  func `a send is accepted, suspended, delivered or refused by the state of the channel`(in situation: Situation) {
    let expected: Machine.SendAction =
      switch situation {
      case .empty, .oneBuffered: .accept
      case .full, .fullWithLine: .suspend("sender")
      case .awaited: .deliver(9, to: "consumer")
      case .finishedWithElements, .finishedAndDrained, .failedWithElements, .failedAndDrained: .refuseAsFinished
      case .closed: .refuse(.consumer)
      }
    var machine = situation.machine
    #expect(machine.send(9, waitingAs: "sender") == expected)
  }

  @Test(arguments: Situation.allCases)
  func `cancelling a sender resumes it only while it is suspended`(in situation: Situation) {
    var machine = situation.machine
    #expect(machine.cancelSend("second") == (situation == .fullWithLine ? .resume : .none))
    #expect(machine.cancelSend("second") == .none)
  }

  // The remaining situation, awaited, is a precondition.
  @Test(arguments: Situation.allCases.filter { $0 != .awaited })
  func `the next element is delivered, awaited or failed by the state of the channel`(in situation: Situation) {
    let expected: Machine.NextAction =
      switch situation {
      case .empty, .awaited: .suspend("consumer")
      case .oneBuffered, .full, .finishedWithElements, .failedWithElements: .deliver(1, admitting: nil)
      case .fullWithLine: .deliver(1, admitting: "first")
      case .finishedAndDrained: .end
      case .failedAndDrained: .fail(.producer)
      case .closed: .fail(.consumer)
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

  @Test(arguments: Situation.allCases)
  func `a finish ends the waiting consumer and refuses the suspended senders`(in situation: Situation) {
    let expected: Machine.FinishAction =
      switch situation {
      case .fullWithLine: .refuse(["first", "second"])
      case .awaited: .end("consumer")
      case .empty, .oneBuffered, .full, .finishedWithElements, .finishedAndDrained, .failedWithElements,
        .failedAndDrained, .closed:
        .none
      }
    var machine = situation.machine
    #expect(machine.finish() == expected)
    #expect(machine.finish() == .none)
  }

  @Test(arguments: Situation.allCases)
  func `a failed finish fails the waiting consumer and refuses the suspended senders`(in situation: Situation) {
    let expected: Machine.FinishAction =
      switch situation {
      case .fullWithLine: .refuse(["first", "second"])
      case .awaited: .fail("consumer", .producer)
      case .empty, .oneBuffered, .full, .finishedWithElements, .finishedAndDrained, .failedWithElements,
        .failedAndDrained, .closed:
        .none
      }
    var machine = situation.machine
    #expect(machine.finish(throwing: .producer) == expected)
    #expect(machine.finish(throwing: .producer) == .none)
  }

  @Test(arguments: Situation.allCases)
  func `a close fails the waiting consumer and refuses the suspended senders`(in situation: Situation) {
    let expected: Machine.CloseAction =
      switch situation {
      case .fullWithLine: .refuse(["first", "second"])
      case .awaited: .fail("consumer")
      case .empty, .oneBuffered, .full, .finishedWithElements, .finishedAndDrained, .failedWithElements,
        .failedAndDrained, .closed:
        .none
      }
    var machine = situation.machine
    #expect(machine.close(throwing: .consumer) == expected)
    #expect(machine.close(throwing: .producer) == .none)
    #expect(machine.next(waitingAs: "consumer") == .fail(.consumer))
    #expect(machine.occupancy == (0, 0, false))
  }

  @Test func `suspended senders are admitted in the order of their arrival`() {
    var machine = Situation.fullWithLine.machine
    #expect(machine.next(waitingAs: "consumer") == .deliver(1, admitting: "first"))
    #expect(machine.next(waitingAs: "consumer") == .deliver(2, admitting: "second"))
    #expect(machine.next(waitingAs: "consumer") == .deliver(3, admitting: nil))
    #expect(machine.next(waitingAs: "consumer") == .deliver(4, admitting: nil))
    #expect(machine.next(waitingAs: "consumer") == .suspend("consumer"))
  }

  @Test func `a cancelled sender takes its element along and leaves the others in order`() {
    var machine = Situation.fullWithLine.machine
    _ = machine.send(5, waitingAs: "third")
    #expect(machine.cancelSend("second") == .resume)
    #expect(machine.next(waitingAs: "consumer") == .deliver(1, admitting: "first"))
    #expect(machine.next(waitingAs: "consumer") == .deliver(2, admitting: "third"))
    #expect(machine.next(waitingAs: "consumer") == .deliver(3, admitting: nil))
    #expect(machine.next(waitingAs: "consumer") == .deliver(5, admitting: nil))
  }

  @Test func `an admitted sender can no longer be cancelled`() {
    var machine = Situation.fullWithLine.machine
    #expect(machine.next(waitingAs: "consumer") == .deliver(1, admitting: "first"))
    #expect(machine.cancelSend("first") == .none)
    #expect(machine.occupancy == (2, 1, false))
  }

  @Test func `a consumer whose element is on its way can no longer be cancelled`() {
    var machine = Situation.awaited.machine
    #expect(machine.send(1, waitingAs: "") == .deliver(1, to: "consumer"))
    #expect(machine.cancelNext("consumer") == .none)
  }

  @Test func `a late cancellation does not affect the next wait`() {
    var machine = Situation.awaited.machine
    #expect(machine.send(1, waitingAs: "") == .deliver(1, to: "consumer"))
    #expect(machine.next(waitingAs: "next wait") == .suspend("next wait"))
    #expect(machine.cancelNext("consumer") == .none)
    #expect(machine.occupancy.isAwaited)
  }

  @Test func `a cancelled consumer leaves the channel open`() {
    var machine = Situation.awaited.machine
    #expect(machine.cancelNext("consumer") == .resume)
    #expect(machine.send(1, waitingAs: "") == .accept)
    #expect(machine.next(waitingAs: "consumer") == .deliver(1, admitting: nil))
  }

  @Test func `a failure is thrown after the elements, and again at each later call`() {
    var machine = Situation.failedWithElements.machine
    #expect(machine.next(waitingAs: "consumer") == .deliver(1, admitting: nil))
    #expect(machine.next(waitingAs: "consumer") == .deliver(2, admitting: nil))
    #expect(machine.next(waitingAs: "consumer") == .fail(.producer))
    #expect(machine.next(waitingAs: "consumer") == .fail(.producer))
  }

  @Test func `the channel ignores every finish but the first`() {
    var machine = Situation.finishedAndDrained.machine
    #expect(machine.finish(throwing: .producer) == .none)
    #expect(machine.next(waitingAs: "consumer") == .end)
  }

  @Test func `the elements of refused senders are not delivered`() {
    var machine = Situation.fullWithLine.machine
    #expect(machine.finish() == .refuse(["first", "second"]))
    #expect(machine.next(waitingAs: "consumer") == .deliver(1, admitting: nil))
    #expect(machine.next(waitingAs: "consumer") == .deliver(2, admitting: nil))
    #expect(machine.next(waitingAs: "consumer") == .end)
  }

  @Test func `a token is made only for a wait`() {
    var machine = Machine(capacity: 1)
    var tokens = 0
    func token() -> String {
      tokens += 1
      return "token"
    }
    _ = machine.send(1, waitingAs: token())
    #expect(tokens == 0)
    _ = machine.send(2, waitingAs: token())
    #expect(tokens == 1)
    _ = machine.next(waitingAs: token())
    #expect(tokens == 1)
  }

  @Test func `a channel without room stops the process`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Machine(capacity: 0)
    }
    #expect(lastWords(of: result).contains("room for at least one element"))
  }

  @Test func `a second waiting consumer stops the process`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var machine = Situation.awaited.machine
      _ = machine.next(waitingAs: "another")
    }
    #expect(lastWords(of: result).contains("one consumer at a time"))
  }
}
