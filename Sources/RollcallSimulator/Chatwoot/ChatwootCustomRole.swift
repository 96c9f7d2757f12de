/// A custom role of an account with Enterprise (Chatwoot's `custom_role.rb`).
package struct ChatwootCustomRole: Sendable {
  package var id: Int
  package var name: String
  package var description: String?
  package var permissions: [String]

  package init(id: Int, name: String, description: String? = nil, permissions: [String] = ["conversation_manage"]) {
    self.id = id
    self.name = name
    self.description = description
    self.permissions = permissions
  }
}

extension ChatwootCustomRole {
  /// Writes the role in the form of the list of roles, or without the times, as a profile has it.
  func append(to output: inout [UInt8], withTimes: Bool = true) {
    output.append("{\"id\":")
    output.appendDecimal(id)
    output.append(",\"name\":")
    output.appendRails(name)
    output.append(",\"description\":")
    output.appendRails(description)
    output.append(",\"permissions\":")
    output.append(contentsOf: jsonArray(permissions) { $1.appendRails($0) })
    guard withTimes else { return output.append(UInt8(ascii: "}")) }
    output.append(",\"created_at\":\"2025-03-01T09:00:00.000Z\",\"updated_at\":\"2025-03-01T09:00:00.000Z\"}")
  }
}
