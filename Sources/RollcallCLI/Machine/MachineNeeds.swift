import FoundationEssentials
import Rollcall

/// The resources that a command needs at one time, beside memory for its work.
struct MachineNeeds {
  /// Connections, each with the search for an address before it; fewer are enough, but at least one.
  var connections: Int
  /// Descriptors for one connection, including those of the search for an address.
  var descriptorsEach = 4
  /// Descriptors for everything else.
  var descriptors: Int
  /// Threads for everything else.
  var threads: Int

  /// The needs of the Swift runtime: its epoll, event, signal and timer descriptors, and its threads, which can be
  /// twice as many as cores if they wait for a disk. If it lacks a thread or descriptor, it ends the process or waits
  /// for ever.
  private init(connections: Int) {
    self.connections = connections
    descriptors = 12
    threads = 2 * min(ProcessInfo.processInfo.activeProcessorCount, 20 + connections) + 2
  }

  /// The needs of a client: libcurl's thread, its own descriptors and its files.
  static func network(connections: Int) -> MachineNeeds {
    var needs = MachineNeeds(connections: connections)
    needs.descriptors += 6
    needs.threads += 1
    return needs
  }

  /// The needs of work on files alone, many of which are open at one time.
  static let files: MachineNeeds = {
    var needs = MachineNeeds(connections: 1)
    needs.descriptors += 10 + 2 * (OutputFormat.all.count + 1) * Table.allCases.count
    return needs
  }()

  /// The needs of an export: the files that are open at one time, the folder and its lock, the next checkpoint.
  static func export(_ settings: SettingValues) throws -> MachineNeeds {
    var needs = network(connections: try settings.required(.workers))
    needs.descriptors += 6 + (try settings.required(.formats).count) * (try settings.required(.tables).count)
    if settings.isSet(.repair) {
      // The formats and tables are those of the old snapshot, which is read side by side.
      needs.descriptors += 1 + (OutputFormat.all.count + 1) * Table.allCases.count
    }
    return needs
  }

  /// The needs of the simulator: its thread and its clock, its socket and its files, and the other ends of connections.
  static let simulation: MachineNeeds = {
    var needs = MachineNeeds(connections: 16)
    needs.descriptorsEach = 1
    needs.addSimulator()
    return needs
  }()

  /// Adds the needs of a simulator in the same process.
  mutating func addSimulator() {
    descriptors += 10
    descriptorsEach += 1
    threads += 2
  }
}
