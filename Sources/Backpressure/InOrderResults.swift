/// Transforms inputs side by side and lets `body` read the outputs in the order of the inputs.
///
/// ```swift
/// try await withInOrderResults(of: { try await blocks.next() }, width: 4, transform: compress) { results in
///   while let block = try await results.next() { try sink.write(block) }
/// }
/// ```
///
/// At most `width` inputs are under way at once: being transformed, waiting for their turn, or being used by `body`, until
/// it asks for the output after that. Only then is another input taken. So to keep two cores busy with transforming while
/// `body` writes, `width` is 3.
///
/// All tasks end before this function returns: if `body` throws or returns early, the rest is cancelled.
///
/// - Parameters:
///   - nextInput: Called from one task, again and again until it returns `nil` or throws. When it throws, `body` finds
///     the error behind the outputs of all inputs before.
///   - width: How many inputs are under way at most, at least 1.
///   - transform: Called once for each input, in a task of its own. When it throws, `body` finds the error in place of
///     the output.
///   - body: Reads the outputs with ``InOrderWindow/next()``; the other methods are not for it.
/// - Returns: What `body` returns.
/// - Throws: What `body` throws.
package func withInOrderResults<Input: Sendable, Output: Sendable, Result>(
  of nextInput: @escaping @Sendable () async throws -> Input?,
  width: Int,
  transform: @escaping @Sendable (Input) async throws -> Output,
  body: (InOrderWindow<Output>) async throws -> Result
) async throws -> Result {
  let window = InOrderWindow<Output>(width: width, laneCapacity: 1)
  return try await withThrowingTaskGroup(of: Void.self) { group in
    defer { group.cancelAll() }
    group.addTask(name: "in-order inputs") {
      do {
        try await withThrowingDiscardingTaskGroup { jobs in
          while true {
            // The lane comes first, so that an input stays where it is until there is room for it.
            let lane = try await window.openLane()
            do {
              guard let input = try await nextInput() else { return lane.finish() }
              jobs.addTask(name: "in-order job") { await lane.fulfil { try await transform(input) } }
            } catch {
              return lane.finish(throwing: error)
            }
          }
        }
        window.finish()
      } catch {
        window.finish(throwing: error)
      }
    }
    return try await body(window)
  }
}

extension BoundedChannel {
  /// Sends the one element that `produce` makes and ends the channel, with its error if it throws.
  fileprivate func fulfil(_ produce: () async throws -> Element) async {
    do {
      try await send(produce())
      finish()
    } catch {
      finish(throwing: error)
    }
  }
}
