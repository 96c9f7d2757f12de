/// An agent in `/agents` or a list of members.
struct ChatwootAgent: Sendable {
  /// The user's id, the same in every account of the installation.
  let id: UInt64
  let email: String?
  let name: String?
  /// The role; `nil` for a person who has left the account.
  let role: String?
  let availability: String?
  let avatar: String?
  let isConfirmed: Bool
  /// The role that the account made itself; `nil` for none.
  var customRole: UInt64?
  /// The row's `attributes`.
  let attributes: [UInt8]

  /// The size of the texts, in bytes.
  var textCount: Int {
    [email, name, role, availability, avatar].reduce(attributes.count) { $0 + ($1?.utf8.count ?? 0) }
  }
}

/// A reader of agents in a list. It reads only the fields of an allow-list, some of which only some versions have.
struct ChatwootAgentReader {
  private let account: String
  private let includesCustomAttributes: Bool
  private var fields = JSONFieldReader(
    "id", "email", "name", "role", "availability_status", "thumbnail", "confirmed", "auto_offline",
    "custom_attributes", "custom_role_id", "provider", "account_id")

  /// - Parameter account: the account whose agents or members were requested.
  init(account: Tenant, includesCustomAttributes: Bool) {
    self.account = account.id
    self.includesCustomAttributes = includesCustomAttributes
  }

  /// Reads an element.
  mutating func agent(_ element: JSONElement) throws -> ChatwootAgent {
    let id = try read(element)
    return try agent(id)
  }

  /// Takes an element, and reads its id.
  ///
  /// - Throws: `DecodeError` if it says that it belongs to another account.
  mutating func read(_ element: JSONElement) throws -> UInt64 {
    try fields.read(element, as: "the element")
    guard let id = try fields.id(0) else { throw fields.wrongType(0, "the number of an id") }
    try ChatwootList.checkAccount(fields[11], is: account)
    return id
  }

  /// The role of the last element.
  func role() throws(JSONFieldError) -> UnsafeBufferPointer<UInt8>? { try fields.utf8(3) }

  /// The address of the last element.
  func email() throws(JSONFieldError) -> UnsafeBufferPointer<UInt8>? { try fields.utf8(1) }

  /// The agent of the last element.
  func agent(_ id: UInt64) throws(JSONFieldError) -> ChatwootAgent {
    let avatar = try fields.string(5)
    return ChatwootAgent(
      id: id, email: try fields.string(1), name: try fields.string(2),
      role: try role().map { String(decoding: $0, as: UTF8.self) }, availability: try fields.string(4),
      avatar: avatar == "" ? nil : avatar, isConfirmed: try fields.bool(6) ?? true, customRole: try fields.id(9),
      attributes: try attributes())
  }

  private func attributes() throws(JSONFieldError) -> [UInt8] {
    var attributes = JSONObjectWriter()
    try attributes.add("auto_offline", fields[7], expected: .boolean)
    try attributes.add("confirmed", fields[6], expected: .boolean)
    if includesCustomAttributes { try attributes.add("custom_attributes", fields[8], expected: .object) }
    try attributes.add("custom_role_id", fields[9], expected: .number, .string)
    try attributes.add("provider", fields[10], expected: .string)
    return attributes.finish()
  }
}
