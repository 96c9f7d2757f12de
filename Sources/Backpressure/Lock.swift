import Glibc

/// A value that only one thread at a time can touch.
///
/// Hold it briefly: the closure of ``withLock(_:)`` decides something about the value and returns the action, and the
/// caller carries it out after the lock is released. In particular no continuation is resumed or created inside.
///
/// `Synchronization.Mutex` would be the obvious choice. But ThreadSanitizer on Linux does not see its futex and reports
/// a race at every use, which makes a sanitizer run worthless. It understands `pthread_mutex_t`.
///
/// - Important: Taking the lock again inside the closure stops the process instead of hanging it.
package final class Lock<State>: @unchecked Sendable {
  // It is `@unchecked`, because every access to `state` lies between lock and unlock of `mutex`, which the compiler
  // cannot know. States need not be Sendable themselves, because `sending` keeps references to their insides from
  // entering or leaving by another way.

  /// On the heap, because a mutex must not move once it is initialised, and `&property` may pass a copy.
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private var state: State

  /// Guards `state` from now on.
  package init(_ state: sending State) {
    self.state = state
    mutex = .allocate(capacity: 1)
    mutex.initialize(to: pthread_mutex_t())

    var attributes = pthread_mutexattr_t()
    Self.require(pthread_mutexattr_init(&attributes), "A mutex attribute could not be set up")
    // The error-checking kind notices a second lock by the same thread; the default kind would hang.
    Self.require(
      pthread_mutexattr_settype(&attributes, Int32(PTHREAD_MUTEX_ERRORCHECK)), "The mutex kind is not supported")
    Self.require(pthread_mutex_init(mutex, &attributes), "A mutex could not be set up")
    Self.require(pthread_mutexattr_destroy(&attributes), "A mutex attribute could not be released")
  }

  deinit {
    Self.require(pthread_mutex_destroy(mutex), "A mutex was released while it was locked")
    mutex.deinitialize(count: 1)
    mutex.deallocate()
  }

  /// Runs `body` while no other thread is in a `withLock` of the same lock.
  ///
  /// Any thread may call it.
  ///
  /// - Parameter body: Reads and changes the value in place. It must be short and must not use this lock again.
  /// - Returns: What `body` returns.
  /// - Throws: What `body` throws.
  package func withLock<Result, Failure: Error>(
    _ body: (inout sending State) throws(Failure) -> sending Result
  ) throws(Failure) -> sending Result {
    Self.require(pthread_mutex_lock(mutex), "The lock was taken again by the thread that holds it")
    defer { Self.require(pthread_mutex_unlock(mutex), "The lock was released by a thread that does not hold it") }
    return try body(&state)
  }

  /// The functions of pthread return an error number and leave `errno` alone.
  private static func require(_ result: Int32, _ message: StaticString) {
    precondition(result == 0, "\(message) (error \(result))")
  }
}
