import FoundationEssentials
import Glibc

/// Repeated runs of a stage in this process, and their figures.
struct StageRuns {
  let options: Options
  private(set) var samples: [Sample] = []

  init(options: Options) { self.options = options }

  /// Measures the runs of a stage.
  ///
  /// - Parameter body: runs the stage once, with the stopwatch around the relevant part, and returns the amount of
  ///   work.
  mutating func measure(_ body: (inout Stopwatch) async throws -> (count: Int, bytes: Int)) async throws {
    // The first run is not counted: it brings code and tables into the caches, and memory from the system.
    var warmUp = Stopwatch()
    _ = try await body(&warmUp)
    for _ in 0..<options.runCount {
      let before = Self.resetPeakMemory()
      var watch = Stopwatch()
      let (count, bytes) = try await body(&watch)
      samples.append(
        Sample(
          count: count, bytes: bytes, seconds: watch.seconds, cpuSeconds: watch.cpuSeconds,
          peakBytes: max(0, Self.memory("VmHWM") - before)))
    }
  }

  /// Resets the peak, and returns the present memory.
  private static func resetPeakMemory() -> Int {
    // 5 resets the peak (proc_pid_clear_refs(5)).
    if let file = fopen("/proc/self/clear_refs", "w") {
      fputs("5", file)
      fclose(file)
    }
    return memory("VmRSS")
  }

  private static func memory(_ name: String) -> Int {
    let field = Machine.field(name, of: "/proc/self/status")
    return (field?.split(separator: " ").first.flatMap { Int($0) } ?? 0) * 1024
  }
}

/// The sum of wall and processor time over several stretches.
struct Stopwatch {
  private(set) var seconds = 0.0
  private(set) var cpuSeconds = 0.0
  private var start = (wall: 0.0, cpu: 0.0)

  /// Measures the time of a call.
  mutating func time<Result>(_ body: () throws -> Result) rethrows -> Result {
    begin()
    defer { end() }
    return try body()
  }

  mutating func begin() { start = (Self.read(CLOCK_MONOTONIC), Self.read(CLOCK_PROCESS_CPUTIME_ID)) }

  mutating func end() {
    seconds += Self.read(CLOCK_MONOTONIC) - start.wall
    cpuSeconds += Self.read(CLOCK_PROCESS_CPUTIME_ID) - start.cpu
  }

  /// A clock's time in seconds.
  static func read(_ clock: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}

/// Takes a result, so that the optimizer cannot see that it is unused.
@inline(never)
func keep<Value>(_ value: borrowing Value) {
  withExtendedLifetime(value) {}
}
