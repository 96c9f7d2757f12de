/// An agent, as `/agents` and the lists of members show one.
struct ChatwootAgent: Sendable {
  /// The user's id, the same in every account of the installation.
  let id: UInt64
  let email: String?
  let name: String?
  /// `nil` for somebody who does not belong to the account any more.
  let role: String?
  let availability: String?
  let avatar: String?
  let isConfirmed: Bool
  /// The row's `attributes`.
  let attributes: [UInt8]

  /// How `operators` has an agent.
  enum Standing {
    case member
    /// A member of a team or inbox who has left the account.
    case removed
  }

  /// Adds the agent's row to `operators`.
  func append(to batch: inout RowBatch, as standing: Standing) {
    let status: OperatorStatus = standing == .removed ? .deleted : isConfirmed ? .enabled : .disabled
    let detail = standing == .removed ? "removed from the account" : isConfirmed ? nil : "\(OperatorStatus.pending)"
    func add(_ text: String?) -> Cell { text.map { batch.add($0) } ?? .null }
    let row = [
      batch.add(String(id)), add(email), add(name), .null, .null, .null, add(role), batch.add(status.rawValue),
      add(detail), .null, add(availability), .null, add(avatar),
      attributes.withUnsafeBufferPointer { batch.add($0) },
    ]
    batch.append(row, to: .operators)
  }
}

/// Reads agents out of a list: the fields of an allow-list, of which some are there in some versions only.
struct ChatwootAgentReader {
  private let includesCustomAttributes: Bool
  private var fields = JSONFieldReader(
    "id", "email", "name", "role", "availability_status", "thumbnail", "confirmed", "auto_offline",
    "custom_attributes", "custom_role_id", "provider")

  init(includesCustomAttributes: Bool) {
    self.includesCustomAttributes = includesCustomAttributes
  }

  /// Reads an element.
  mutating func agent(_ element: JSONElement) throws(JSONFieldError) -> ChatwootAgent {
    let id = try read(element)
    return try agent(id)
  }

  /// Looks at an element, and reads its id.
  mutating func read(_ element: JSONElement) throws(JSONFieldError) -> UInt64 {
    try fields.read(element, as: "the element")
    guard let id = try fields.id(0) else { throw fields.wrongType(0, "the number of an id") }
    return id
  }

  /// The agent of the element that was read last.
  func agent(_ id: UInt64) throws(JSONFieldError) -> ChatwootAgent {
    let role = try fields.string(3)
    guard role != "" else { throw fields.wrongType(3, "the name of a role") }
    let avatar = try fields.string(5)
    return ChatwootAgent(
      id: id, email: try fields.string(1), name: try fields.string(2), role: role, availability: try fields.string(4),
      avatar: avatar == "" ? nil : avatar, isConfirmed: try fields.bool(6) ?? true, attributes: try attributes())
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
