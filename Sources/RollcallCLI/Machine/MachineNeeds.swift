import FoundationEssentials
import Rollcall

/// What a command needs of the machine at a time, beside memory for its work.
struct MachineNeeds {
  /// Connections, each with the look-up of a name before it; fewer will do, but one.
  var connections: Int
  /// Descriptors for one of them: its own, and those of a look-up.
  var descriptorsEach = 4
  /// Descriptors for everything else.
  var descriptors: Int
  /// Threads for everything else.
  var threads: Int

  /// Of the Swift runtime: its epoll, event, signal and timer descriptors, and its threads, of which it makes twice as
  /// many as cores if they wait for a disk. A thread or descriptor that it cannot have ends it, or it waits for ever.
  private init(connections: Int) {
    self.connections = connections
    descriptors = 12
    threads = 2 * min(ProcessInfo.processInfo.activeProcessorCount, 20 + connections) + 2
  }

  /// Of whoever asks a service: libcurl's thread, its own descriptors and its files.
  static func network(connections: Int) -> MachineNeeds {
    var needs = MachineNeeds(connections: connections)
    needs.descriptors += 6
    needs.threads += 1
    return needs
  }

  /// Of an export: the files that are open at a time, the folder and its lock, the next checkpoint.
  static func export(_ settings: SettingValues) throws -> MachineNeeds {
    var needs = network(connections: try settings.required(.workers))
    needs.descriptors += 6 + (try settings.required(.formats).count) * (try settings.required(.tables).count)
    return needs
  }

  /// Of the simulator: its thread and its clock, its socket and its files, and the other ends of connections.
  static let simulation: MachineNeeds = {
    var needs = MachineNeeds(connections: 16)
    needs.descriptorsEach = 1
    needs.addSimulator()
    return needs
  }()

  /// Adds a simulator in the same process.
  mutating func addSimulator() {
    descriptors += 10
    descriptorsEach += 1
    threads += 2
  }
}
