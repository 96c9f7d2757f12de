import FoundationEssentials

/// What `datapackage.json` says: a Data Package of Frictionless (https://specs.frictionlessdata.io, version 1), from
/// which other tools learn what the tables are.
///
/// In CSV the package takes the empty string for NULL, since it knows no quotes; our own readers tell them apart.
struct DataPackage: Encodable, Equatable {
  let profile = "tabular-data-package"
  let name = "rollcall-snapshot"
  let created: Timestamp
  let resources: [Resource]

  /// A table in one format.
  struct Resource: Encodable, Equatable {
    let profile = "tabular-data-resource"
    let name: String
    var path: Path?
    /// The header alone, instead of a path: for files that are empty, which tools refuse.
    var data: [[String]]?
    var format: String?
    var mediatype: String?
    let encoding = "utf-8"
    var compression: String?
    var dialect: DataPackageDialect?
    let schema: TableSchema
  }

  /// One file, or several that are one.
  enum Path: Encodable, Equatable {
    case one(String)
    case several([String])

    func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      switch self {
      case .one(let path): try container.encode(path)
      case .several(let paths): try container.encode(paths)
      }
    }
  }

  /// The columns, as a Table Schema has them.
  struct TableSchema: Encodable, Equatable {
    let fields: [Field]
    let primaryKey: [String]
    let missingValues: [String]
  }

  /// A column.
  struct Field: Encodable, Equatable {
    let name: String
    let type: String
    let description: String
  }

  /// The package of the snapshot that a manifest describes.
  init(_ manifest: Manifest) {
    created = manifest.snapshotAt
    resources = manifest.tables.flatMap { table in
      OutputFormat.all.compactMap { format in
        let files = table.files.filter { $0.format == format.name }
        return files.isEmpty ? nil : Resource(table, format, files, manifest.encoding)
      }
    }
  }

  /// The text of the file.
  func encoded() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return Array(try encoder.encode(self)) + [UInt8(ascii: "\n")]
  }
}

extension DataPackage.Resource {
  fileprivate init(_ table: TableReport, _ format: OutputFormat, _ files: [FileReport], _ encoding: SnapshotEncoding) {
    let traits = format.packageTraits(encoding)
    name = "\(table.name)-\(format.name)"
    schema = DataPackage.TableSchema(
      fields: table.columns.map {
        DataPackage.Field(name: $0.name, type: $0.type.nameInPackages, description: $0.description)
      },
      primaryKey: table.name.key, missingValues: traits.missingValues)
    guard files.contains(where: { $0.uncompressedBytes > 0 }) else {
      data = [table.columns.map(\.name)]
      return
    }
    path = files.count == 1 ? .one(files[0].path) : .several(files.map(\.path))
    self.format = format.name
    mediatype = traits.mediaType
    compression = encoding.compressor == nil ? nil : "gz"
    dialect = traits.dialect
  }
}

/// What a Data Package says of a format.
struct DataPackageTraits {
  /// The media type.
  let mediaType: String
  /// Texts that stand for NULL.
  let missingValues: [String]
  /// How values are kept apart, of a format that has dialects.
  var dialect: DataPackageDialect?
}

/// A dialect of CSV, as a Data Package has it.
struct DataPackageDialect: Encodable, Equatable {
  let delimiter = ","
  let lineTerminator: String
  let quoteChar = "\""
  let doubleQuote = true
  let skipInitialSpace = false
  let header = true
}

extension ColumnType {
  /// What a Table Schema calls it.
  fileprivate var nameInPackages: String {
    switch self {
    case .string: "string"
    case .boolean: "boolean"
    case .timestamp: "datetime"
    case .json: "object"
    }
  }
}
