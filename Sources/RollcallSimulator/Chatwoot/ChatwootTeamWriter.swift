/// A writer of teams (Chatwoot's `_team.json.jbuilder`).
struct ChatwootTeamWriter: Sendable {
  let version: ChatwootVersion

  /// - Parameter isMember: whether the caller is a member.
  func append(_ team: ChatwootTeam, account: Int, isMember: Bool, to output: inout [UInt8]) {
    output.append("{\"id\":")
    output.appendDecimal(team.id)
    output.append(",\"name\":")
    output.appendRails(team.name)
    output.append(",\"description\":")
    output.appendRails(team.description)
    output.append(",\"allow_auto_assign\":")
    output.appendBoolean(team.allowAutoAssign)
    if version.hasTeamIcons {
      switch team.id % 3 {
      case 0: output.append(",\"icon\":null,\"icon_color\":null")
      case 1: output.append(",\"icon\":\"\",\"icon_color\":\"\"")
      default: output.append(",\"icon\":\"i-lucide-headset\",\"icon_color\":\"#3E63DD\"")
      }
    }
    output.append(",\"account_id\":")
    output.appendDecimal(account)
    output.append(",\"is_member\":")
    output.appendBoolean(isMember)
    output.append(UInt8(ascii: "}"))
  }
}
