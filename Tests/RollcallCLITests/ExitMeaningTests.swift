import Rollcall
import Testing

@testable import RollcallCLI

@Suite struct `Exit codes of commands` {
  @Test(arguments: Command.all.map(\.name))
  func `a command explains the common codes and no code twice`(name: String) throws {
    let command = try #require(Command.all.first { $0.name == name })
    let codes = command.exitCodes.flatMap(\.codes)
    #expect(Set(codes).count == codes.count && codes.contains(0))
    #expect(Set(ExitMeaning.common.flatMap(\.codes)).isSubset(of: codes))
  }
}
