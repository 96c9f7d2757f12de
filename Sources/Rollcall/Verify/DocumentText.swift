/// A check of the text of a JSON document of a snapshot: it must mean the same to every reader.
///
/// Readers differ where JSON leaves a choice: most take the last of two equal names, some the first; Swift takes
/// `snapshotAt` for `snapshot_at`. So the text must have exactly the names and values that Rollcall would write, each
/// once.
struct DocumentText {
  /// The name of the document's file.
  let file: String
  let differences: DifferenceList

  /// Compares the document with the text that Rollcall would write, spaces and the order of names aside.
  func check(_ found: [UInt8], against expected: [UInt8]) {
    do {
      var parser = JSONParser()
      var otherParser = JSONParser()
      try parser.withDocument(JSONText(found)) { found in
        try otherParser.withDocument(JSONText(expected)) { compare(found, with: $0, at: "") }
      }
    } catch {
      note("", "is not JSON that every reader accepts")
    }
  }

  private func note(_ path: String, _ message: String) {
    differences.note(file, path.isEmpty ? "it \(message)" : "“\(path.quotable)” \(message)")
  }

  private func compare(_ found: JSONElement, with expected: JSONElement, at path: String) {
    guard found.kind == expected.kind else {
      return note(path, "should be \(expected.kind.rawValue) but is \(found.kind.rawValue)")
    }
    switch found.kind {
    case .object: compareMembers(found, with: expected, at: path)
    case .array:
      var others: [JSONElement] = []
      expected.forEachElement { others.append($0) }
      var index = 0
      found.forEachElement { element in
        if index < others.count { compare(element, with: others[index], at: joined(path, String(index))) }
        index += 1
      }
      if index != others.count { note(path, "has \(index) elements, but should have \(others.count)") }
    default: if !found.isSameScalar(as: expected) { note(path, "has an ambiguous value") }
    }
  }

  private func compareMembers(_ found: JSONElement, with expected: JSONElement, at path: String) {
    var others: [String: JSONElement] = [:]
    expected.forEachMember { others[$0] = $1 }
    var seen: Set<String> = []
    found.forEachMember { name, value in
      guard seen.insert(name).inserted else { return note(joined(path, name), "is there twice") }
      guard let other = others[name] else { return note(joined(path, name), "does not belong there") }
      compare(value, with: other, at: joined(path, name))
    }
    for name in others.keys.sorted() where !seen.contains(name) { note(joined(path, name), "is missing") }
  }

  private func joined(_ path: String, _ name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }
}
