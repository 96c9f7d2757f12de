extension ChatwootProfile {
  /// Whether the profile and an account's list of agents agree on the token's owner, as far as both know the role. The
  /// list may give a higher role, since the list decides.
  func agrees(with roster: ChatwootRoster, of account: UInt64) -> Bool {
    guard let index = roster.index(of: userID) else { return roster.isEmpty }
    // If the account lists the owner, the profile must list the account.
    guard let membership = accounts.first(where: { $0.id == account }) else { return false }
    guard let told = membership.role, let listed = roster.role(at: index) else { return true }
    return told.utf8.elementsEqual(listed.utf8) || listed == "administrator"
  }
}

extension ChatwootService {
  /// Reads the profile of the token's owner, and the account's agents, once more if they disagree on the owner: the
  /// role may have changed meanwhile, or one of them may be an answer for another user.
  ///
  /// - Returns: agents that agree with the owner's profile, or the reason not to believe them.
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
