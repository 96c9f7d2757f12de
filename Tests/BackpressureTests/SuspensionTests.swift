import Testing

@testable import Backpressure

@Suite(.timeLimit(.minutes(5))) struct SuspensionTests {
  @Test func `a result that comes before the wait is kept for it`() async throws {
    let suspension = Suspension<Int>()
    suspension.resume(with: .success(7))
    let value = try await suspension.wait { .none }
    #expect(value == 7)
  }

  @Test func `a result that comes during the wait ends it`() async throws {
    let suspension = Suspension<Int>()
    async let value = suspension.wait { .none }
    suspension.resume(with: .success(7))
    #expect(try await value == 7)
  }

  @Test func `an error ends the wait, too`() async {
    let suspension = Suspension<Int>()
    suspension.resume(with: .failure(TestError.producer))
    await #expect(throws: TestError.producer) { try await suspension.wait { .none } }
  }

  @Test func `a cancellation before the wait ends it if the state machine agrees`() async {
    let suspension = Suspension<Int>()
    await withTaskGroup { group in
      group.addTask {
        cancelCurrentTask()
        await #expect(throws: CancellationError.self) { try await suspension.wait { .resume } }
      }
    }
  }

  @Test func `a cancellation does not end a wait that the state machine has already settled`() async throws {
    let suspension = Suspension<Int>()
    let value = try await withThrowingTaskGroup { group in
      group.addTask {
        cancelCurrentTask()
        return try await suspension.wait {
          // Here the element would be on its way already.
          suspension.resume(with: .success(7))
          return .none
        }
      }
      return try await group.next()
    }
    #expect(value == 7)
  }

  @Test func `two suspensions are equal only if they are the same one`() {
    let one = Suspension<Int>()
    let other = Suspension<Int>()
    #expect(one == one)
    #expect(one != other)
  }

  @Test func `waiting twice stops the process`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let suspension = Suspension<Int>()
      suspension.resume(with: .success(1))
      _ = try await suspension.wait { .none }
      _ = try await suspension.wait { .none }
    }
    #expect(lastWords(of: result).contains("awaited only once"))
  }

  @Test func `settling twice stops the process`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let suspension = Suspension<Int>()
      suspension.resume(with: .success(1))
      suspension.resume(with: .success(1))
    }
    #expect(lastWords(of: result).contains("settled only once"))
  }
}
