/// The beginning and the end of a text about access: what snapshot it is, the totals, who is not counted, and what a
/// service lets people read beyond it.
struct AccessHead {
  let snapshot: SnapshotReader
  var totals: AccessTotals

  private var manifest: Manifest { snapshot.manifest }

  /// The lines before the places.
  mutating func lines() -> [String] {
    Self.heading(of: snapshot) + [""] + totalLines()
  }

  /// What snapshot it is, and what it lacks.
  static func heading(of snapshot: SnapshotReader) -> [String] {
    ["Who can read conversations: \(snapshot.manifest.whenRead)"] + snapshot.caveats
  }

  /// Who can read, who is not counted, and what is unknown.
  mutating func totalLines() -> [String] {
    let readers = totals.countReaders()
    let leaders = totals.countLeaders()
    let seats = totals.leadingSeats.sorted { $0.key < $1.key }.map { $0.value.seats($0.key) }
    var lines = [
      "\(people(readers)) can read \(totals.placeCount.counted("place")) in \(totals.tenantCount.counted("tenant"))"
        + (leaders > 0 ? "; \(people(leaders)) with the highest rights (seats: \(seats.joined(separator: ", ")))" : "")
    ]
    if let uncounted { lines.append("not counted: \(uncounted)") }
    for (role, count) in totals.unknownRolesOfReaders.sorted(by: { $0.key < $1.key }).prefix(20) {
      lines.append("unknown: what the role \(role.shown(limit: 30)) of \(people(count)) allows beyond what is listed")
    }
    return lines + totals.unknowns.lines
  }

  /// Who is not counted, and why; `nil` if everyone is.
  private var uncounted: String? {
    var parts: [String] = []
    if totals.invited > 0 { parts.append("\(totals.invited.counted("invitation")) not accepted") }
    if totals.left > 0 {
      parts.append("\(people(totals.left)) who left and still \(totals.left == 1 ? "has" : "have") memberships")
    }
    if totals.nowhere > 0 { parts.append("\(people(totals.nowhere)) in no place") }
    if totals.unknownMemberships > 0 {
      parts.append("\(people(totals.unknownMemberships)) of whom not all memberships were read")
    }
    for (role, count) in totals.unknownRoles.sorted(by: { $0.key < $1.key }).prefix(20) {
      parts.append("\(people(count)) with the role \(role.shown(limit: 30)), of which is unknown what it allows")
    }
    return parts.isEmpty ? nil : parts.joined(separator: ", ")
  }

  /// The lines after the places: the known gaps.
  var gaps: [String] {
    let gaps = manifest.sources.flatMap { source in
      source.knownGaps.map { "  \(source.service) at \(source.instance): \($0.text) (\($0.code))".shown(limit: 600) }
    }
    return gaps.isEmpty ? [] : ["", "Beyond that, services let people read (known gaps):"] + gaps.removingDuplicates()
  }

  private func people(_ count: Int) -> String { count == 1 ? "1 person" : "\(count.grouped) people" }
}
