extension ChatwootProfile {
  /// Whether the profile and an account's list of agents tell the same of the token's owner, as far as both tell, or the
  /// list, whose word on a role stands, tells more.
  func agrees(with roster: ChatwootRoster, of account: UInt64) -> Bool {
    guard let index = roster.index(of: userID) else { return roster.isEmpty }
    // Whom the account has as an agent has the account.
    guard let membership = accounts.first(where: { $0.id == account }) else { return false }
    guard let told = membership.role, let listed = roster.role(at: index) else { return true }
    return told.utf8.elementsEqual(listed.utf8) || listed == "administrator"
  }
}

extension ChatwootService {
  /// Looks at an account's agents and the profile of the token's owner once more if they tell two things of that owner:
  /// somebody may have changed the role since, or another one's answer came in place of theirs.
  ///
  /// - Returns: the agents, which agree with the owner's profile then, or why they cannot be believed.
  func settle(
    _ roster: ChatwootRoster, of id: UInt64, with profile: ChatwootProfile, asking asker: any Asking
  ) async throws -> Result<ChatwootRoster, RollcallError> {
    guard !profile.agrees(with: roster, of: id) else { return .success(roster) }
    let tenant = self.tenant(String(id))
    let second = try await asker.reply(to: api.profile)
    if let error = second.error { return .failure(error) }
    guard let now = second.answer, now.userID == profile.userID else {
      return .failure(api.failures.otherRole(of: profile.userID, in: tenant))
    }
    if now.agrees(with: roster, of: id) { return .success(roster) }
    let agents = try await asker.reply(to: api.agents(of: tenant, owner: profile.userID, allowEmpty: allowEmpty))
    if let error = agents.error { return .failure(error) }
    guard let roster = agents.answer, now.agrees(with: roster, of: id) else {
      return .failure(api.failures.otherRole(of: profile.userID, in: tenant))
    }
    return .success(roster)
  }
}
