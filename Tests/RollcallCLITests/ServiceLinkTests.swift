import Rollcall
import Testing

@testable import RollcallCLI

/// Variables of Kubernetes that begin like settings.
@Suite struct `Variables of service links` {
  @Test(arguments: [
    ("ROLLCALL_SERVICE_HOST", "10.0.0.1"), ("ROLLCALL_SERVICE_PORT", "80"), ("ROLLCALL_SERVICE_PORT_HTTP", "80"),
    ("ROLLCALL_PORT", "tcp://10.0.0.1:80"), ("ROLLCALL_PORT", "udp://[fd00::1]:53"),
    ("ROLLCALL_PORT_80_TCP", "tcp://10.0.0.1:80"), ("ROLLCALL_PORT_80_TCP_PROTO", "tcp"),
    ("ROLLCALL_PORT_80_TCP_PORT", "80"), ("ROLLCALL_PORT_53_UDP_ADDR", "10.0.0.1"),
    ("ROLLCALL_SIMULATOR_SERVICE_HOST", "10.0.0.1"), ("ROLLCALL_DB_PORT_5432_TCP_ADDR", "10.0.0.1"),
    ("ROLLCALL_MY_DB_PORT", "tcp://10.0.0.1:5432"), ("ROLLCALL_DB_SERVICE_PORT_ADMIN_PORT", "8080"),
    ("ROLLCALL_X_PORT_9_SCTP", "sctp://10.0.0.1:9"),
  ])
  func `a variable of a service link is neither a setting nor an error`(name: String, value: String) throws {
    #expect(ServiceLink(name, value) != nil)
    for command in Command.all {
      let invocation = try Invocation(of: command, command.operands, environment: [name: value])
      #expect(command.settings.allSatisfy { invocation.settings.texts(of: $0) == nil })
    }
  }

  @Test(arguments: [
    ("ROLLCALL_PROT", "80"), ("ROLLCALL_DB_PORT", "5432"), ("ROLLCALL_SERVICE_HOSTS", "x"),
    ("ROLLCALL_PORT_80", "x"), ("ROLLCALL_PORT_80_HTTP", "x"), ("ROLLCALL_PORT_X_TCP", "x"),
    ("ROLLCALL_PORT_80_TCP_NAME", "x"), ("ROLLCALL_SERVICE_PORT", "many"), ("ROLLCALL_80_TCP", "x"),
  ])
  func `a misspelt setting that resembles a service link stays an error`(name: String, value: String) {
    #expect(ServiceLink(name, value) == nil)
    let error = #expect(throws: (any Error).self) { try Invocation(of: .export, [], environment: [name: value]) }
    #expect(error.map { Entry.exitCode(of: $0) == 78 && Entry.message(of: $0).contains(name) } == true)
  }

  @Test func `a variable of a service link does not change the simulator's port`() throws {
    let invocation = try Invocation(of: .simulate, [], environment: ["ROLLCALL_PORT": "8080"])
    #expect(try invocation.settings.value(.port) == 8080)
  }
}
