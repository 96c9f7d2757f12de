/// The responses of an account about custom roles, bots and its audit log.
extension ChatwootAccountBodies {
  /// For administrators; newer releases also ask for the feature.
  func customRoles(for agent: ChatwootAgent) -> Answer {
    let isOn = account.features.contains("custom_roles") || !version.gatesCustomRoles
    guard agent.role == .administrator, isOn else { return ChatwootAnswer.notAllowed }
    return ChatwootAnswer.success(jsonArray(account.customRoles) { $0.append(to: &$1) })
  }

  /// A bot of the account and one of the installation (Chatwoot's `_agent_bot.json.jbuilder`). The first has two
  /// secrets in the body, one of them for administrators only.
  func agentBots(for agent: ChatwootAgent) -> Answer {
    var generator = SeededGenerator(seed: UInt64(account.id), purpose: "agent bots")
    var body: [UInt8] = []
    body.append("[{\"id\":1,\"name\":\"Bot\",\"description\":null,\"thumbnail\":\"\"")
    body.append(",\"outgoing_url\":\"https://bot.example.test\",\"bot_type\":\"webhook\",\"bot_config\":{}")
    body.append(",\"account_id\":\(account.id),\"access_token\":\"\(ChatwootCanary.agentBotToken)")
    body.appendHexadecimal(generator.next(), digits: 12)
    if agent.role == .administrator {
      body.append("\",\"secret\":\"\(ChatwootCanary.agentBotSecret)")
      body.appendHexadecimal(generator.next(), digits: 16)
    }
    body.append("\",\"system_bot\":false},{\"id\":2,\"name\":\"Global Bot\",\"description\":null,\"thumbnail\":\"\"")
    body.append(",\"bot_type\":\"webhook\",\"bot_config\":{},\"account_id\":null,\"system_bot\":true}]")
    return ChatwootAnswer.success(body)
  }

  /// The newest entries come first, in pages whose size only the release decides. Without the feature the log is empty,
  /// without an explanation. Any text that is not a page number means the first page.
  func auditLogs(for agent: ChatwootAgent, page: Substring?) -> Answer {
    guard agent.role == .administrator else { return ChatwootAnswer.notAllowed }
    let page = max(1, page.map(ChatwootRoute.id) ?? 1)
    let size = version.auditPageSize
    let grown = account.auditEntriesBetweenPages * (call("audit logs") - 1)
    let total = account.features.contains("audit_logs") ? account.auditEntries + grown : 0
    let (start, overflow) = (page - 1).multipliedReportingOverflow(by: size)
    let from = overflow ? total : min(start, total)
    let to = min(from + size, total)
    var body: [UInt8] = []
    body.append("{\"per_page\":\(size),\"total_entries\":\(total),\"current_page\":\(page),\"audit_logs\":")
    body.append(contentsOf: jsonArray(from..<to) { appendEntry(total - $0, to: &$1) })
    body.append(UInt8(ascii: "}"))
    return ChatwootAnswer.success(body)
  }

  /// Roles are numbers here: 0 agent, 1 administrator.
  private func appendEntry(_ id: Int, to output: inout [UInt8]) {
    let agent = account.agents.isEmpty ? nil : account.agents[id % account.agents.count]
    output.append("{\"id\":\(id),\"auditable_id\":\(id),\"auditable_type\":\"AccountUser\",\"auditable\":null")
    output.append(",\"associated_id\":\(account.id),\"associated_type\":\"Account\",\"user_id\":")
    output.appendDecimal(agent?.id)
    output.append(",\"user_type\":\"User\",\"username\":")
    output.appendRails(agent?.email)
    output.append(",\"action\":\"update\",\"audited_changes\":{\"role\":[0,1]},\"version\":1,\"comment\":null")
    var generator = SeededGenerator(seed: UInt64(id), purpose: "audit entry")
    output.append(",\"request_uuid\":\"\(randomUUID(from: &generator))\",\"created_at\":\(1_735_689_600 + id)")
    output.append(",\"remote_address\":null}")
  }
}
