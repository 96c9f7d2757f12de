/// Transforms inputs side by side and lets `body` read the outputs in the order of the inputs.
///
/// ```swift
/// try await withInOrderResults(of: { try await blocks.next() }, width: 4, transform: compress) { results in
///   while let block = try await results.next() { try sink.write(block) }
/// }
/// ```
///
/// At most `width` inputs are under way at once: being transformed, waiting for their turn, or being used by `body`
/// until it asks for the next output. Only then is another input taken. So to keep two cores busy with transforming
/// while `body` writes, `width` is 3.
///
/// All tasks end before this function returns: if `body` throws or returns early, the rest is cancelled.
///
/// - Parameters:
///   - nextInput: Called repeatedly from one task until it returns `nil` or throws. When it throws, `body` gets the
///     error after the outputs of all earlier inputs.
///   - width: The largest number of inputs under way, at least 1.
///   - transform: Called once for each input, in a task of its own. When it throws, `body` gets the error in place of
///     the output.
///   - body: Reads the outputs with ``InOrderWindow/next()``; it must not call other methods.
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
            // The lane is opened first, so that an input is taken only when there is room for it.
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
