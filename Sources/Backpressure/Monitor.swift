import Glibc

/// A value that only one thread at a time can touch, and that a thread can wait for.
///
/// It is for threads that may stand still: those of our own, and those that lend themselves to a blocking call. A task
/// waits in a ``BoundedChannel`` instead, since a thread of the pool must not wait for another task.
///
/// Like ``Lock``, it is made of what ThreadSanitizer understands.
package final class Monitor<State>: @unchecked Sendable {
  // It is `@unchecked` for the reason of `Lock`.

  /// On the heap, because neither must move once it is initialised.
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private let change: UnsafeMutablePointer<pthread_cond_t>
  private var state: State

  /// Guards `state` from now on.
  package init(_ state: sending State) {
    self.state = state
    mutex = .allocate(capacity: 1)
    mutex.initialize(to: pthread_mutex_t())
    change = .allocate(capacity: 1)
    change.initialize(to: pthread_cond_t())
    Self.require(pthread_mutex_init(mutex, nil), "A mutex could not be set up")
    Self.require(pthread_cond_init(change, nil), "A condition could not be set up")
  }

  deinit {
    Self.require(pthread_cond_destroy(change), "A condition was released while a thread waits for it")
    Self.require(pthread_mutex_destroy(mutex), "A mutex was released while it was locked")
    change.deallocate()
    mutex.deallocate()
  }

  /// Changes the value, and wakes the threads that wait.
  ///
  /// - Parameter body: Must be short and must not use this monitor again.
  package func change<Result>(_ body: (inout State) -> Result) -> Result {
    Self.require(pthread_mutex_lock(mutex), "The mutex could not be locked")
    let result = body(&state)
    Self.require(pthread_mutex_unlock(mutex), "The mutex could not be unlocked")
    Self.require(pthread_cond_broadcast(change), "The waiting threads could not be woken")
    return result
  }

  /// Waits until the value gives a result.
  ///
  /// - Parameter body: Called now and after changes, until it returns something. It may change the value in a way that
  ///   no other thread waits for, and must not use this monitor again.
  package func wait<Result>(for body: (inout State) -> Result?) -> Result {
    Self.require(pthread_mutex_lock(mutex), "The mutex could not be locked")
    defer { Self.require(pthread_mutex_unlock(mutex), "The mutex could not be unlocked") }
    while true {
      if let result = body(&state) { return result }
      Self.require(pthread_cond_wait(change, mutex), "The condition cannot be waited for")
    }
  }

  /// The functions of pthread return an error number and leave `errno` alone.
  private static func require(_ result: Int32, _ message: StaticString) {
    precondition(result == 0, "\(message) (error \(result))")
  }
}
