import Dispatch

/// Waits until a condition holds that some other task brings about. A test's `.timeLimit` ends it otherwise.
package func eventually(_ condition: @Sendable () -> Bool) async throws {
  while !condition() { try await Task.sleep(for: .microseconds(200)) }
}

/// Calls a body that waits for something outside of this process, where it takes no thread from the tasks that wait.
package func blocking<R: Sendable>(_ body: @escaping @Sendable () -> R) async -> R {
  await withCheckedContinuation { continuation in
    DispatchQueue.global().async { continuation.resume(returning: body()) }
  }
}
