/// What a version of a service enforces, as far as it alone decides what a snapshot says.
///
/// Two versions with other rules make two snapshots: none is half of one and half of the other.
struct VersionRules: Sendable, Equatable {
  /// The purposes of entitlements that depend on the version, by type and slug, as in `team:member`.
  var purposes: [String: Purpose] = [:]
  /// The codes of the gaps that the version has, whatever the tenants hold.
  var gaps: Set<String> = []

  /// The first difference from the rules of an earlier time, in words; `nil` if there is none.
  func difference(from old: VersionRules) -> String? {
    for name in Set(purposes.keys).union(old.purposes.keys).sorted() where purposes[name] != old.purposes[name] {
      let (was, now) = (old.purposes[name]?.rawValue, purposes[name]?.rawValue)
      return "the purpose of \(name) was \(was ?? "not told") and is \(now ?? "not told")"
    }
    if let gap = gaps.subtracting(old.gaps).min() { return "\(gap) is a known gap now and was none" }
    if let gap = old.gaps.subtracting(gaps).min() { return "\(gap) was a known gap and is none now" }
    return nil
  }
}

extension TenantList {
  /// Checks that the service still enforces what it enforced when the list was made.
  ///
  /// - Parameters:
  ///   - version: the service's version now; `nil` if that is not known.
  ///   - failure: why it is not known, if the question for it failed.
  ///   - name: the service's name in sentences.
  /// - Throws: `RollcallError` if the version is another one, with other rules.
  func check(version: String?, _ failure: RollcallError?, of name: String) throws(RollcallError) {
    guard let rules = AccessRules.of(service)?.ofVersion else { return }
    let now = rules(version)
    var old = rules(serviceVersion)
    // A version that was not known then may be the one that is told now: only what is in rows already counts.
    if serviceVersion == nil { old.gaps = now.gaps }
    guard let difference = now.difference(from: old) else { return }
    if let failure {
      // The version may well be the same one.
      throw RollcallError(
        failure.code, failure.message, reason: failure.reason,
        cause: "what \(origin.reader) read depends on the version of \(name), which is not known now",
        advice: "run again\(origin == .run ? " with --resume" : "")")
    }
    func named(_ version: String?) -> String { version.map { "version \($0)" } ?? "a version that is not known" }
    throw RollcallError(
      .configuration,
      "\(name) is of \(named(version)), and \(origin.reader) had \(named(serviceVersion)): \(difference)",
      cause: "the two let people read by other rules, so that the rows of both would not make one snapshot",
      advice: origin.wayToBeginAnew)
  }
}
