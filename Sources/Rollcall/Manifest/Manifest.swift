import FoundationEssentials

/// The content of a snapshot, its origin and its gaps: the auditor's evidence of completeness.
///
/// It is written as `manifest.json`, with keys in alphabetical order. It never contains a secret.
public struct Manifest: Sendable, Codable, Equatable {
  /// The present version of this structure; readers refuse a version that they do not know.
  public static let currentFormatVersion = 2

  /// The version of this structure.
  public var formatVersion = Manifest.currentFormatVersion
  /// The version of Rollcall that wrote the snapshot.
  public var rollcallVersion: String
  /// The time in the first column of every row.
  public var snapshotAt: Timestamp
  /// The time when the run began.
  public var startedAt: Timestamp
  /// The time when everything except this manifest was written.
  public var finishedAt: Timestamp
  /// Whether every tenant is complete.
  public var complete: Bool
  /// The user, machine and settings of the run.
  public var run: RunDescription
  /// The services from which the rows come.
  public var sources: [SourceDescription]
  /// The tables and their files.
  public var tables: [TableReport]
  /// The tenants and their results, in the order of their rows.
  public var tenants: [TenantReport]
  /// The encoding of the files.
  public var encoding: SnapshotEncoding
  /// The figures of the run.
  public var statistics: ExportStatistics
  /// The share of a plan; `nil` if the run made its own plan.
  public var plan: PlanShare?
  /// The identity of the run, for another run that finds its snapshot.
  var identity: ExportIdentity?
}

/// The user, machine and settings of a run.
public struct RunDescription: Sendable, Codable, Equatable {
  /// The name of the user in the operating system.
  public var user: String
  /// The name of the machine.
  public var host: String
  /// The settings that were given, without secrets: a record without an effect.
  public var options: [String: String]

  /// Makes a description of a run.
  public init(user: String, host: String, options: [String: String]) {
    self.user = user
    self.host = host
    self.options = options
  }
}

/// A service as the source of rows.
public struct SourceDescription: Sendable, Codable, Equatable {
  /// The service's name.
  public var service: String
  /// The instance: the origin of its base URL.
  public var instance: String
  /// The version of the service, if it tells one.
  public var serviceVersion: String?
  /// The tier of the token, if the service has tiers.
  public var tier: String?
  /// The role of the token's owner, if the service tells it.
  public var tokenRole: String?
  /// The requests, as path patterns with a short explanation.
  public var requests: [String]
  /// The facts that this service cannot tell, so that their absence is not read as an answer.
  public var notAvailable: [String]
  /// The parts of the whole service that could not be read, such as a part of the list of its tenants.
  public var missing: [MissingPart] = []
  /// What the service lets people read beyond what the tables say, by code.
  public var knownGaps: [KnownGap] = []

  /// The same description with missing parts, and with gaps that the tenants' answers showed.
  func adding(missing parts: [MissingPart], gaps: [KnownGap]) -> SourceDescription {
    var source = self
    source.missing += parts
    source.knownGaps = knownGaps.union(gaps)
    return source
  }
}

/// A table's columns, rows and files.
public struct TableReport: Sendable, Codable, Equatable {
  /// The table.
  public var name: Table
  /// The columns in their order.
  public var columns: [ColumnReport]
  /// The number of rows in each format.
  public var rows: Int
  /// The files, in the order of their rows, one format after the other.
  public var files: [FileReport]
}

/// A column's name and type.
public struct ColumnReport: Sendable, Codable, Equatable {
  /// The column's name.
  public var name: String
  /// The type of the values.
  public var type: ColumnType
  /// Whether a value may be missing.
  public var nullable: Bool
  /// The description, in one sentence.
  public var description: String

  init(_ column: Column) {
    name = column.name
    type = column.type
    nullable = column.isNullable
    description = column.description
  }
}

/// A file of a snapshot.
public struct FileReport: Sendable, Codable, Equatable {
  /// The path inside the snapshot.
  public var path: String
  /// The format's name.
  public var format: String
  /// The number of rows, without a header.
  public var rows: Int
  /// The size in bytes.
  public var bytes: Int
  /// The size of the content before compression.
  public var uncompressedBytes: Int
  /// The SHA-256, in hexadecimal.
  public var sha256: String
}

extension Manifest {
  /// The text of `manifest.json`.
  func encoded() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return Array(try encoder.encode(self)) + [UInt8(ascii: "\n")]
  }

  /// Reads the text of `encoded()`.
  public init(decoding bytes: [UInt8]) throws {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    self = try decoder.decode(Manifest.self, from: Data(bytes))
  }
}
