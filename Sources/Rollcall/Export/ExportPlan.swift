import FoundationEssentials

/// A plan of an export: the tenants, which were listed once, and the options that decide the bytes of its snapshot.
///
/// Each shard has a part of the tenants, and none lists tenants itself: two lists could differ, and a tenant would be
/// lost or doubled where they meet.
public struct ExportPlan: Sendable, Equatable {
  /// Everything but the digest.
  let content: Content
  /// The SHA-256 of the content as compact JSON with sorted keys, in hexadecimal.
  public let sha256: String

  struct Content: Sendable, Codable, Equatable {
    var formatVersion = Manifest.currentFormatVersion
    /// The version of Rollcall that made the plan.
    var rollcallVersion = RollcallVersion.current
    /// When the tenants were listed.
    var createdAt: Timestamp
    /// The time in the first column of every row.
    var snapshotAt: Timestamp
    /// The settings that decide the content of the snapshot, by name.
    var options: [String: String]
    /// The services, in the order of their tenants.
    var services: [Service]
    /// The tenants, in the order of their rows.
    var tenants: [Tenant]
  }

  /// A service, as it was when its tenants were listed.
  struct Service: Sendable, Codable, Equatable {
    var service: String
    var instance: String
    /// The service's version, if it told one.
    @Nullable var serviceVersion: String?
    /// The owner of the token, if the token decides which tenants there are.
    @Nullable var owner: String?
  }

  struct Tenant: Sendable, Codable, Equatable {
    var service: String
    var instance: String
    var tenantId: String
    /// The tenant's name, if the list tells it.
    @Nullable var name: String?
  }

  init(_ content: Content) throws {
    self.content = content
    sha256 = SHA256.hexadecimal(of: try Self.encoder.encode(content))
  }

  private static var encoder: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return encoder
  }

  /// The number of tenants.
  public var tenantCount: Int { content.tenants.count }

  /// The lists of tenants of a share, service by service.
  func lists(of share: PlanShare) -> [TenantList] {
    let tenants = content.tenants[share.range]
    return content.services.map { service in
      TenantList(
        service: service.service, serviceVersion: service.serviceVersion, owner: service.owner,
        tenants: tenants.filter { $0.service == service.service }.map(\.tenantId), origin: .plan)
    }
  }

  // MARK: - The file

  /// The largest file that is read; a tenant takes about a hundred bytes.
  private static let maximumBytes = 1 << 30

  /// The text of the file: the content and the digest, with a line for each service and tenant.
  func encoded() throws -> [UInt8] {
    // A quote in a name is escaped, so that nothing but their own beginning looks so.
    let content = String(decoding: try Self.encoder.encode(content).dropLast(), as: UTF8.self)
      .replacing("{\"instance\":", with: "\n{\"instance\":")
    return Array("\(content),\n\"sha256\":\"\(sha256)\"}\n".utf8)
  }

  /// Reads the file at a path.
  ///
  /// - Throws: `RollcallError` with the code `inputOutput` if it cannot be read, and `undecodable` if it is not a whole
  ///   plan of this version of Rollcall.
  public init(path: String) throws(RollcallError) {
    let bytes: [UInt8]
    do throws(SmallFile.Failure) {
      bytes = try SmallFile(path, limit: Self.maximumBytes).bytes
    } catch {
      throw RollcallError(.inputOutput, "\(path) \(error.reason)", advice: "rollcall plan makes it")
    }
    func refusal(_ reason: String, _ cause: String? = nil) -> RollcallError {
      RollcallError(
        .undecodable, "\(path) \(reason)", cause: cause,
        advice: "use the file that rollcall plan made, or make another plan for all shards")
    }
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    guard let head = try? decoder.decode(Head.self, from: Data(bytes)) else { throw refusal("is not a plan") }
    guard head.formatVersion == Manifest.currentFormatVersion else {
      throw refusal(
        "has format_version \(head.formatVersion), but this rollcall knows \(Manifest.currentFormatVersion)")
    }
    guard head.rollcallVersion == RollcallVersion.current else {
      throw refusal(
        "was made by rollcall \(head.rollcallVersion.shown(limit: 40)), and this is \(RollcallVersion.current)",
        "all shards of a plan are made by the version that made the plan")
    }
    guard let content = try? decoder.decode(Content.self, from: Data(bytes)), let plan = try? ExportPlan(content) else {
      throw refusal("is not a whole plan")
    }
    guard plan.sha256 == head.sha256 else {
      throw refusal("is not as it was written", "its content does not have the digest that is in it")
    }
    self = plan
  }

  /// What is read first.
  private struct Head: Decodable {
    var formatVersion: Int
    var rollcallVersion: String
    var sha256: String
  }

  /// Writes the file.
  ///
  /// - Throws: `RollcallError` if the file cannot be made.
  package func write(to file: AnswerFile) throws {
    let sink = try file.makeSink()
    try encoded().withUnsafeBytes { try sink.write($0) }
    try sink.finish()
    try file.publish()
  }
}
