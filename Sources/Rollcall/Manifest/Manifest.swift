import FoundationEssentials

/// What is in a snapshot, how it came about and whether anything is missing: the auditor's evidence of completeness.
///
/// Written as `manifest.json`, keys in alphabetical order. No secret is ever part of it.
public struct Manifest: Sendable, Codable, Equatable {
  /// The version of this structure; readers refuse one that they do not know.
  public static let currentFormatVersion = 2

  /// The version of this structure.
  public var formatVersion = Manifest.currentFormatVersion
  /// The Rollcall that wrote the snapshot.
  public var rollcallVersion: String
  /// The moment that the rows carry.
  public var snapshotAt: Timestamp
  /// When the run began.
  public var startedAt: Timestamp
  /// When everything but this manifest was written.
  public var finishedAt: Timestamp
  /// Whether every tenant is complete.
  public var complete: Bool
  /// Who ran it, where and how.
  public var run: RunDescription
  /// Where the rows come from.
  public var sources: [SourceDescription]
  /// The tables and their files.
  public var tables: [TableReport]
  /// The tenants and what became of them, in the order of their rows.
  public var tenants: [TenantReport]
  /// How the files are written.
  public var encoding: SnapshotEncoding
  /// How the run went.
  public var statistics: ExportStatistics
  /// What the run was, for another one that finds its snapshot.
  var identity: ExportIdentity?
}

/// Who ran an export, where and how.
public struct RunDescription: Sendable, Codable, Equatable {
  /// The operating system's name of the user.
  public var user: String
  /// The machine's name.
  public var host: String
  /// The settings that were given, without secrets: a record that decides nothing.
  public var options: [String: String]

  /// Describes a run.
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
  /// Where it runs: the origin of its base URL.
  public var instance: String
  /// The service's version, where it tells one.
  public var serviceVersion: String?
  /// The token's tier, where the service has such.
  public var tier: String?
  /// The role of the token's owner, where the service tells it.
  public var tokenRole: String?
  /// What was asked, as path patterns with a few words on each.
  public var requests: [String]
  /// What this service cannot tell, so that its absence is not read as an answer.
  public var notAvailable: [String]
  /// What could not be read about the service as a whole, such as a part of the list of its tenants.
  public var missing: [MissingPart] = []

  /// The same with what is missing.
  func missing(_ parts: [MissingPart]) -> SourceDescription {
    var source = self
    source.missing += parts
    return source
  }
}

/// A table's columns, rows and files.
public struct TableReport: Sendable, Codable, Equatable {
  /// The table.
  public var name: Table
  /// The columns in their order.
  public var columns: [ColumnReport]
  /// Rows in each format.
  public var rows: Int
  /// The files, in the order in which the rows run through them, format after format.
  public var files: [FileReport]
}

/// A column's name and type.
public struct ColumnReport: Sendable, Codable, Equatable {
  /// The column's name.
  public var name: String
  /// What its values are.
  public var type: ColumnType
  /// Whether a value may be missing.
  public var nullable: Bool
  /// What it says.
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
  /// Rows in it, a header not counted.
  public var rows: Int
  /// Its size.
  public var bytes: Int
  /// The size of its content before compression.
  public var uncompressedBytes: Int
  /// Its SHA-256, in hexadecimal.
  public var sha256: String
}

extension Manifest {
  /// The manifest as it stands in `manifest.json`.
  func encoded() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return Array(try encoder.encode(self)) + [UInt8(ascii: "\n")]
  }

  /// Reads what `encoded()` gives.
  public init(decoding bytes: [UInt8]) throws {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    self = try decoder.decode(Manifest.self, from: Data(bytes))
  }
}
