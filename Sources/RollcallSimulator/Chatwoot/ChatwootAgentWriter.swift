/// A writer of agents in the form of every list of people (Chatwoot's `_agent.json.jbuilder`), with its order of keys.
struct ChatwootAgentWriter: Sendable {
  let version: ChatwootVersion
  let seed: UInt64

  /// - Parameters:
  ///   - edition: the number of the state, which decides who is online.
  ///   - isMember: false for a user who is no longer in the account: the data of the membership are null then, but
  ///     `account_id` is that of the request and proves nothing.
  ///     `account_id` is that of the request and proves nothing.
  func append(
    _ agent: ChatwootAgent, account: Int, edition: Int, isMember: Bool, to output: inout [UInt8]
  ) {
    output.append("{\"id\":")
    output.appendDecimal(agent.id)
    output.append(",\"account_id\":")
    output.appendDecimal(account)
    output.append(",\"availability_status\":")
    output.appendRails(isMember ? status(of: agent, edition: edition).rawValue : nil)
    output.append(",\"auto_offline\":")
    output.appendBoolean(isMember ? agent.autoOffline : nil)
    output.append(",\"confirmed\":")
    output.appendBoolean(agent.confirmed)
    output.append(",\"email\":")
    output.appendRails(agent.email)
    if version.hasProvider {
      output.append(",\"provider\":")
      output.appendRails(agent.provider)
    }
    output.append(",\"available_name\":")
    output.appendRails(agent.availableName)
    if let attributes = agent.customAttributes {
      output.append(",\"custom_attributes\":")
      output.append(attributes)
    }
    output.append(",\"name\":")
    output.appendRails(agent.name)
    output.append(",\"role\":")
    output.appendRails(isMember ? agent.role.rawValue : nil)
    output.append(",\"thumbnail\":")
    output.appendRails(agent.thumbnail)
    if version.hasCustomRoles {
      output.append(",\"custom_role_id\":")
      output.appendDecimal(isMember ? agent.customRoleID : nil)
    }
    output.append(UInt8(ascii: "}"))
  }

  /// The agent's choice, or else whether a browser has called within the last seconds.
  func status(of agent: ChatwootAgent, edition: Int) -> ChatwootAgent.Availability {
    if !agent.autoOffline { return agent.availability }
    var generator = SeededGenerator(seed: seed ^ UInt64(agent.id) << 8 ^ UInt64(edition))
    return generator.oneIn(3) ? agent.availability : .offline
  }
}

extension ChatwootAgent {
  /// The name for customers.
  var availableName: String {
    guard let displayName, displayName.contains(where: { !$0.isWhitespace }) else { return name }
    return displayName
  }
}
