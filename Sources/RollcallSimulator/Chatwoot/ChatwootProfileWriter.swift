/// A writer of users' profiles and accounts' descriptions (Chatwoot's `_user.json.jbuilder`, `_account.json.jbuilder`).
struct ChatwootProfileWriter: Sendable {
  let scenario: ChatwootScenario
  let seed: UInt64

  /// Get Profile. It contains three secrets, one of them the request's own token.
  func profile(of user: ChatwootGate.User) -> [UInt8] {
    let memberships = scenario.accounts.compactMap { account in
      account.agents.first { $0.id == user.id }.map { (account: account, agent: $0) }
    }
    let agent = memberships.first?.agent
    let name = agent?.name ?? "User \(user.id)"
    let email = agent?.email ?? "user-\(user.id)@example.test"
    // A plan without the API hides the token, so that it is not copied.
    let hidesToken = memberships.contains { $0.account.gate == .notInPlan }
    var generator = SeededGenerator(seed: seed, purpose: "profile \(user.id)")
    var output: [UInt8] = []
    output.append("{\"access_token\":")
    output.appendRails(hidesToken ? "" : user.token.text)
    output.append(",\"account_id\":")
    output.appendDecimal(memberships.first?.account.id)
    output.append(",\"available_name\":")
    output.appendRails(agent?.availableName ?? name)
    output.append(",\"avatar_url\":")
    output.appendRails(agent?.thumbnail ?? "")
    output.append(",\"confirmed\":")
    output.appendBoolean(agent?.confirmed ?? true)
    output.append(",\"display_name\":")
    output.appendRails(agent?.displayName)
    output.append(",\"message_signature\":null,\"email\":")
    output.appendRails(email)
    if scenario.signsVisitors {
      output.append(",\"hmac_identifier\":\"\(ChatwootCanary.hmacIdentifier)")
      output.appendHexadecimal(generator.next(), digits: 16)
      output.append("\"")
    }
    output.append(",\"id\":")
    output.appendDecimal(user.id)
    output.append(",\"inviter_id\":")
    output.appendDecimal(agent?.inviterID)
    output.append(",\"name\":")
    output.appendRails(name)
    output.append(",\"provider\":")
    output.appendRails(agent?.provider ?? "email")
    output.append(",\"pubsub_token\":\"\(ChatwootCanary.pubsubToken)")
    output.appendHexadecimal(generator.next(), digits: 16)
    output.append("\"")
    if let attributes = agent?.customAttributes {
      output.append(",\"custom_attributes\":")
      output.append(attributes)
    }
    output.append(",\"role\":")
    output.appendRails(agent?.role.rawValue)
    output.append(",\"ui_settings\":{},\"uid\":")
    output.appendRails(email)
    output.append(user.isSuperAdmin ? ",\"type\":\"SuperAdmin\"" : ",\"type\":null")
    output.append(",\"accounts\":")
    output.append(contentsOf: jsonArray(memberships) { append($0.agent, in: $0.account, to: &$1) })
    output.append(UInt8(ascii: "}"))
    return output
  }

  private func append(_ agent: ChatwootAgent, in account: ChatwootAccount, to output: inout [UInt8]) {
    let version = scenario.version
    let custom = version.hasCustomRoles ? account.customRoles.first { $0.id == agent.customRoleID } : nil
    output.append("{\"id\":")
    output.appendDecimal(account.id)
    output.append(",\"name\":")
    output.appendRails(account.name)
    output.append(",\"status\":\"\(account.status.rawValue)\"")
    if version.hasOnboardingStep { output.append(",\"onboarding_step\":null") }
    output.append(",\"active_at\":")
    output.appendRails(agent.activeAt)
    output.append(",\"role\":\"\(agent.role.rawValue)\"")
    if version.hasPermissions {
      output.append(",\"permissions\":")
      let permissions = custom.map { $0.permissions + ["custom_role"] } ?? [agent.role.rawValue]
      output.append(contentsOf: jsonArray(permissions) { $1.appendRails($0) })
    }
    output.append(",\"availability\":\"\(agent.availability.rawValue)\",\"availability_status\":\"offline\"")
    output.append(",\"auto_offline\":")
    output.appendBoolean(agent.autoOffline)
    if version.hasCustomRoles {
      output.append(",\"custom_role_id\":")
      output.appendDecimal(agent.customRoleID)
      output.append(",\"custom_role\":")
      if let custom {
        custom.append(to: &output, withTimes: false)
      } else {
        output.append("null")
      }
    }
    if version.hasAPIFlag { output.append(",\"api_and_webhooks\":\(account.gate != .notInPlan)") }
    output.append(UInt8(ascii: "}"))
  }

  /// Get Account.
  func account(_ account: ChatwootAccount) -> [UInt8] {
    var output: [UInt8] = []
    output.append(scenario.version.hasAccountSettings ? "{\"settings\":{}" : "{\"auto_resolve_duration\":null")
    output.append(",\"created_at\":\"2024-01-01T00:00:00.000Z\",\"domain\":")
    output.appendRails(account.domain)
    output.append(",\"features\":{")
    for (index, feature) in account.features.sorted().enumerated() {
      if index > 0 { output.append(UInt8(ascii: ",")) }
      output.appendRails(feature)
      output.append(":true")
    }
    output.append("},\"id\":")
    output.appendDecimal(account.id)
    output.append(",\"locale\":")
    output.appendRails(account.locale)
    output.append(",\"name\":")
    output.appendRails(account.name)
    output.append(",\"support_email\":")
    output.appendRails(account.supportEmail)
    output.append(",\"status\":\"\(account.status.rawValue)\"")
    output.append(",\"cache_keys\":{\"label\":\"0000000000\",\"inbox\":\"1767225600\",\"team\":\"1767225600\"}")
    output.append(",\"latest_chatwoot_version\":null")
    if scenario.version.hasSubscribedFeatures { output.append(",\"subscribed_features\":[]") }
    output.append(UInt8(ascii: "}"))
    return output
  }
}
