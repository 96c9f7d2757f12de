import Glibc
import Rollcall

/// The part of a command's needs that the machine grants, measured before any work.
struct MachineRoom {
  /// The number of possible connections.
  let connections: Int
  /// The reason for fewer connections than requested.
  let note: String?

  /// Tries to get everything at once.
  ///
  /// - Throws: `RollcallError` that names the limit, if not even one connection is possible.
  init(for needs: MachineNeeds) throws {
    var connections = needs.connections
    var limit = ""
    func grant(_ count: Int, _ name: String) {
      guard count < connections else { return }
      (connections, limit) = (count, name)
    }
    let free = Descriptors.free(upTo: needs.descriptors + needs.connections * needs.descriptorsEach)
    let descriptors = "the limit of open files, \(Descriptors.limit) (ulimit -n)"
    grant((free - needs.descriptors) / needs.descriptorsEach, descriptors)
    guard connections >= 1, free >= needs.descriptors + needs.descriptorsEach else {
      throw Self.tooLittle(
        "\(needs.descriptors + needs.descriptorsEach) file descriptors are needed, and \(free) are free", descriptors)
    }
    let threads = "the limit of threads (ulimit -u, or pids.max of the container)"
    let made = Threads.makeable(upTo: needs.threads + connections, withMemory: Self.memory)
    guard made.hasMemory else {
      throw Self.tooLittle("there is no room for \(Self.memory >> 20) MB", "the limit of memory (ulimit -v or -d)")
    }
    grant(made.count - needs.threads, threads)
    guard connections >= 1 else {
      throw Self.tooLittle("\(needs.threads + 1) threads are needed, and \(made.count) can be made", threads)
    }
    self.connections = connections
    note =
      connections < needs.connections
      ? "\(connections) of \(needs.connections) requests at a time: \(limit) leaves no room for more" : nil
  }

  /// Address space for the work itself.
  private static let memory = 192 << 20

  private static func tooLittle(_ what: String, _ limit: String) -> RollcallError {
    RollcallError(.configuration, "\(what)", cause: limit, advice: "raise that limit; nothing was begun")
  }
}

/// The descriptors of this process.
enum Descriptors {
  /// The limit of descriptors, after the soft limit was raised to the hard one, as far as that makes sense.
  static let limit: Int = {
    var limits = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limits) == 0 else { return 256 }
    let wanted = min(limits.rlim_max, 8192)
    if limits.rlim_cur < wanted {
      limits.rlim_cur = wanted
      setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limits)
      getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limits)
    }
    return Int(clamping: limits.rlim_cur)
  }()

  /// The number of descriptors that can still be opened; it is counted only up to a number that is enough.
  static func free(upTo enough: Int) -> Int {
    var count = 0
    for descriptor in 0..<limit where count < enough {
      if fcntl(CInt(descriptor), F_GETFD) == -1 { count += 1 }
    }
    return count
  }
}

/// The threads that the system allows.
enum Threads {
  /// Makes threads that exist at the same time, and ends them.
  ///
  /// - Parameters:
  ///   - enough: the number of threads to make.
  ///   - memory: the address space that must be available beside them.
  /// - Returns: the number of threads, and whether the memory was available.
  static func makeable(upTo enough: Int, withMemory memory: Int) -> (count: Int, hasMemory: Bool) {
    let door = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    defer { door.deallocate() }
    pthread_mutex_init(door, nil)
    pthread_mutex_lock(door)
    var threads: [pthread_t] = []
    while threads.count < enough {
      var thread = pthread_t()
      let result = pthread_create(
        &thread, nil,
        { door in
          let door = door!.assumingMemoryBound(to: pthread_mutex_t.self)
          pthread_mutex_lock(door)
          pthread_mutex_unlock(door)
          return nil
        }, door)
      guard result == 0 else { break }
      threads.append(thread)
    }
    let space = mmap(nil, memory, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
    let hasMemory = space != MAP_FAILED
    if hasMemory { munmap(space, memory) }
    pthread_mutex_unlock(door)
    for thread in threads { pthread_join(thread, nil) }
    pthread_mutex_destroy(door)
    return (threads.count, hasMemory)
  }
}
