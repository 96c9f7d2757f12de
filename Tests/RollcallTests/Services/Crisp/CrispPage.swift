import RollcallTestSupport

@testable import Rollcall

/// One Crisp response on its way to rows, as the fetch of a page sends it.
struct CrispPage {
  static let tenant = Tenant(service: "crisp", instance: "https://crisp.test", id: "w1")

  let batches: [RowBatch]

  /// Maps an operators' list that stands in an answer of success.
  init(operators elements: String..., tables: Set<Table> = Set(Table.allCases), allowEmpty: Bool = false) throws {
    try self.init(
      list: #"{"error":false,"reason":"listed","data":[\#(elements.joined(separator: ","))]}"#, tables: tables,
      allowEmpty: allowEmpty)
  }

  /// Maps the whole answer to a request for operators.
  init(
    list body: String, pieces size: Int = 1000, chunk: Int = 256 * 1024, tables: Set<Table> = Set(Table.allCases),
    allowEmpty: Bool = false
  ) throws {
    let mapper = CrispOperatorsMapper(
      tenant: Self.tenant, tables: tables, allowEmpty: allowEmpty, failures: Self.failures)
    try self.init(body, mapper: mapper, listAt: .member("data"), pieces: size, chunk: chunk)
  }

  /// Maps the whole answer to a request for a website.
  init(website body: String, pieces size: Int = 1000) throws {
    let mapper = CrispWebsiteMapper(tenant: Self.tenant, failures: Self.failures)
    try self.init(body, mapper: mapper, listAt: .none, pieces: size, chunk: 256 * 1024)
  }

  static let secret = "canary-secret-of-the-service"
  static var failures: CrispFailures { CrispFailures(redactor: Redactor([Secret(secret)])) }

  private init(
    _ body: String, mapper: some PageMapper, listAt path: ElementSplitter.ListPath, pieces size: Int, chunk: Int
  ) throws {
    if chunk >= 256 * 1024 {
      // The real way; its chunks are larger than any test's page.
      var stream = PageStream(path, mapper)
      var batches = [stream.begin()].compactMap { $0 }
      for piece in Array(body.utf8).pieces(of: size) {
        for chunk in try stream.split(piece) { batches += [try stream.map(chunk)].compactMap { $0 } }
      }
      var (last, mapper, _) = try stream.finish()
      if let last { batches.append(last) }
      while let rows = mapper.next() { batches.append(rows) }
      self.batches = batches
      return
    }
    var mapper = mapper
    var splitter = ElementSplitter(listAt: path, limits: .chunks(of: chunk))
    var parser = JSONParser()
    var batches = [mapper.begin()].compactMap { $0 }
    for piece in Array(body.utf8).pieces(of: size) {
      for chunk in try splitter.split(piece) {
        if let batch = try parser.withResponse(chunk.text, { try mapper.map($0) }) { batches.append(batch) }
      }
    }
    if let last = try parser.withResponse(splitter.finish(), { try mapper.finish($0) }) { batches.append(last) }
    self.batches = batches
  }

  /// The answers about the teams and sub-inboxes of a website that has none.
  static func noGroups(of website: String) -> [String: [ScriptedTransport.Response]] {
    let nothing = ScriptedTransport.Response.body(#"{"error":false,"reason":"listed","data":[]}"#)
    return [
      "/v1/website/\(website)/teams/list/1": [nothing], "/v1/website/\(website)/inboxes/list/1": [nothing],
    ]
  }

  /// All rows of a table, in order.
  func rows(of table: Table) -> [[String?]] { batches.flatMap { $0.rows(of: table) } }

  /// The values of one column, in order.
  func column(_ name: String, of table: Table) -> [String?] {
    let index = table.ownColumns.firstIndex { $0.name == name }!
    return rows(of: table).map { $0[index] }
  }

  /// Everything that any batch holds, rows or not.
  var text: String { batches.map { String(decoding: $0.bytes, as: UTF8.self) }.joined(separator: "\n") }

  /// A joined operator with everything, and some members replaced by others or, with `nil`, left out.
  static func operatorElement(_ changes: [String: String?] = [:]) -> String {
    var members: [(String, String)] = [
      ("user_id", #""u1""#), ("email", #""ada@example.test""#), ("avatar", #""https://a.test/ada.png""#),
      ("first_name", #""Ada""#), ("last_name", #""Lovelace""#), ("role", #""owner""#), ("title", #""Lead""#),
      ("availability", #""online""#), ("has_token", "true"),
    ]
    for (key, value) in changes {
      members.removeAll { $0.0 == key }
      if let value { members.append((key, value)) }
    }
    let details = members.map { "\"\($0)\":\($1)" }.joined(separator: ",")
    return #"{"type":"operator","details":{\#(details)}}"#
  }
}
