import Testing

@testable import Rollcall

@Suite struct `Rules of a version` {
  @Test func `two versions differ in their purposes or in their gaps`() {
    let old = VersionRules(purposes: ["team:member": .assignment], gaps: ["a"])
    #expect(old.difference(from: old) == nil)
    let purpose = VersionRules(purposes: ["team:member": .permission], gaps: ["a"])
    #expect(purpose.difference(from: old) == "the purpose of team:member was assignment and is permission")
    for (gaps, gap) in [(["a", "b"], "b"), ([], "a")] as [(Set<String>, String)] {
      let difference = VersionRules(purposes: old.purposes, gaps: gaps).difference(from: old)
      #expect(difference?.hasPrefix("\(gap) ") == true, "\(difference ?? "none")")
    }
  }
}
