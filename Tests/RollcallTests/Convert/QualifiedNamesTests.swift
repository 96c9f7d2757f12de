import RollcallTestSupport
import Testing

@testable import Rollcall

@Suite struct `Names in files of several tenants` {
  private func person(_ names: QualifiedNames, _ id: String) -> String {
    String(decoding: Array(id.utf8).withUnsafeBytes { names.person($0) }, as: UTF8.self)
  }

  @Test func `blanks, line ends and percent signs are escaped, so that trimming makes no two the same`() {
    let names = QualifiedNames(Tenant(service: "guild", instance: "https://guild.test:8080", id: "1:2"))
    #expect(person(names, "7") == "guild:https://guild.test:8080:1%3a2:user:7")
    #expect(person(names, "a b\n%é") == "guild:https://guild.test:8080:1%3a2:user:a%20b%0a%25%c3%a9")
    #expect(
      String(decoding: names.place("team", "A:b"), as: UTF8.self) == "guild:https://guild.test:8080:1%3a2:team:A:b")
    #expect(String(decoding: names.tenant, as: UTF8.self) == "guild:https://guild.test:8080:1%3a2")
  }

  @Test func `capitals are escaped where an importer takes them for small letters`() {
    let names = QualifiedNames(.example("W1"), foldsCase: true)
    #expect(person(names, "Ann") == "guild:https://guild.test:%571:user:%41nn")
  }

  @Test func `different people and places have different names`() {
    var seen: Set<[UInt8]> = []
    let ids = Set(NastyText.values.map { Array($0.utf8) })
    for tenant in [Tenant.example("1"), .example("1:user"), .example("1:team:3")] {
      let names = QualifiedNames(tenant)
      for id in ids {
        let people = id.withUnsafeBytes { names.person($0) }
        let places = ["team", "inbox"].map { names.place($0, String(decoding: id, as: UTF8.self)) }
        for name in [people] + places {
          #expect(seen.insert(name).inserted, "\(String(decoding: name, as: UTF8.self))")
          #expect(name.allSatisfy { (0x21...0x7e).contains($0) })
        }
      }
    }
  }
}
