/// A role that an account made itself (Enterprise Edition, since 3.13.0).
struct ChatwootCustomRole: Sendable {
  let id: UInt64
  let name: String?
  /// What it allows, in Chatwoot's words; `nil` if Chatwoot does not say.
  let permissions: String?

  /// How the tables name it.
  var slug: String { Self.slug(of: id) }

  static func slug(of id: UInt64) -> String { prefix + String(id) }

  /// What the slugs of all of them begin with.
  static let prefix = "custom_role_"
  /// The part that all of them are.
  static let part: TenantPart = "custom_roles"

  /// The reason for leaving them out under an agent's token.
  static let onlyForAdministrators = """
    the token's owner is no administrator, and Chatwoot shows custom roles only to administrators: use an \
    administrator's token
    """
}

/// Maps the list of an account's custom roles, sorted by id.
struct ChatwootCustomRolesMapper: PageMapper {
  private let account: Tenant
  private let roles: [String]
  private var listed: [ChatwootCustomRole] = []
  private var held = HeldText()

  /// - Parameter roles: the names of the account's other roles.
  init(account: Tenant, besides roles: [String]) {
    self.account = account
    self.roles = roles
  }

  mutating func map(_ elements: JSONElement) throws -> RowBatch? {
    var fields = JSONFieldReader("id", "name", "permissions", "account_id")
    try elements.forEachElement { element in
      try ChatwootList.checkCount(listed.count, of: ChatwootList.maximumGroups)
      do {
        try fields.read(element, as: "the element")
        guard let id = try fields.id(0) else { throw fields.wrongType(0, "the number of an id") }
        try ChatwootList.checkAccount(fields[3], is: account.id)
        let role = ChatwootCustomRole(id: id, name: try fields.string(1), permissions: try permissions(in: fields))
        try held.add((role.name?.utf8.count ?? 0) + (role.permissions?.utf8.count ?? 0))
        listed.append(role)
      } catch let error as JSONFieldError {
        throw DecodeError("element \(listed.count + 1) of the list: \(error.message)")
      }
    }
    return nil
  }

  private func permissions(in fields: JSONFieldReader) throws -> String? {
    guard !fields[2].isMissing else { return nil }
    guard fields[2].kind == .array else { throw fields.wrongType(2, "an array of strings") }
    var names: [String] = []
    try fields[2]
      .forEachElement { element throws(JSONFieldError) in
        guard let name = element.string else {
          throw JSONFieldError(field: "permissions", expected: "an array of strings", found: element.kind)
        }
        names.append(name)
      }
    return names.joined(separator: ", ")
  }

  mutating func finish(_ frame: JSONElement) throws -> RowBatch? {
    try ChatwootList.checkFrame(frame, path: .root)
    listed.sort { $0.id < $1.id }
    for (one, next) in zip(listed, listed.dropFirst()) where one.id == next.id {
      throw DecodeError("the custom role with the id \(one.id) is there twice", isContradiction: true)
    }
    if let twin = listed.first(where: { roles.contains($0.slug) }) {
      throw DecodeError("the custom role with the id \(twin.id) has the name of another role in the tables")
    }
    return nil
  }

  var answer: [ChatwootCustomRole]? { listed }
}

extension ChatwootPlan {
  /// Asks for the account's custom roles if somebody has one, and tells what is lost or left out.
  ///
  /// - Returns: those that the tables are to have.
  func customRoles(
    of tenant: Tenant, _ roster: ChatwootRoster, for tables: Set<Table>, in plan: Plan
  ) async throws -> [ChatwootCustomRole] {
    guard !roster.customRoles.isEmpty, !tables.isDisjoint(with: [.entitlements, .grants]) else { return [] }
    guard roster.showsCustomRoles(to: profile?.userID) else {
      plan.tell(
        .omitted(part: ChatwootCustomRole.part, reason: ChatwootCustomRole.onlyForAdministrators))
      return []
    }
    guard let listed = try await plan.ask(service.api.customRoles(of: tenant, besides: roster.roles)) else { return [] }
    let known = Set(listed.map(\.id))
    let lacking = roster.customRoles.filter { !known.contains($0) }
    guard !lacking.isEmpty else { return listed }
    // A role that was deleted since the agents were listed is nobody's any more.
    let agents = service.api.agents(of: tenant, owner: profile?.userID, allowEmpty: service.allowEmpty)
    let later = try await plan.reply(to: agents).answer
    if let later, Set(later.customRoles).isDisjoint(with: lacking) {
      for id in lacking {
        plan.tell(
          .omitted(
            part: TenantPart(
              "account:\(tenant.id):\(ChatwootCustomRole.slug(of: id))",
              of: TenantPart.Resource(type: "account", id: tenant.id)),
            reason: "it was deleted while the account was read"))
      }
      return listed
    }
    let error = service.api.failures.customRolesLack(lacking, hasSecondListing: later != nil)
    plan.tell(.missing(part: ChatwootCustomRole.part, ScopedFailure(.tenant, error.concerning(tenant))))
    return []
  }
}

extension ChatwootRoster {
  /// Whether Chatwoot shows the account's custom roles to a user. Who is no agent of the account is not shown its agents
  /// either, so that only a lost profile leaves it open.
  func showsCustomRoles(to owner: UInt64?) -> Bool {
    guard let owner, let role = role(of: owner) else { return true }
    return role == "administrator"
  }

  /// Passes the grants of custom roles on, role after role.
  func passGrants(
    of account: Tenant, for roles: [ChatwootCustomRole], to pass: (RowBatch) async throws -> Void
  ) async throws {
    var holders = customRoleHolders[...]
    for role in roles {
      // Both are sorted by role.
      holders = holders.drop { $0.role < role.id }
      while holders.first?.role == role.id {
        var batch = RowBatch(tenant: account)
        var grants = ChatwootGrants(of: "account", account.id, slug: role.slug, in: &batch)
        while grants.count < Self.rowsPerBatch, let holder = holders.first, holder.role == role.id {
          holders.removeFirst()
          guard let index = index(of: holder.person) else { continue }
          grants.append(holder.person, email: email(at: index, in: &batch), to: &batch)
        }
        try await pass(batch)
      }
    }
  }
}
