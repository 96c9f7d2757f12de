import FoundationEssentials

/// The content of `datapackage.json`: a Data Package of Frictionless (https://specs.frictionlessdata.io, version 1),
/// which describes the tables to other tools.
///
/// For CSV the package declares the empty string as NULL, since it does not know about quotes; our own readers
/// distinguish them.
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
    /// The header alone, in place of a path: tools refuse empty files.
    var data: [[String]]?
    var format: String?
    var mediatype: String?
    let encoding = "utf-8"
    var compression: String?
    var dialect: DataPackageDialect?
    let schema: TableSchema
  }

  /// One file, or several files that belong together.
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

  /// The columns, in the form of a Table Schema.
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

  /// Makes the package of the snapshot that a manifest describes.
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

/// The description of a format in a Data Package.
struct DataPackageTraits {
  /// The media type.
  let mediaType: String
  /// The texts for NULL.
  let missingValues: [String]
  /// The dialect, for a format that has dialects.
  var dialect: DataPackageDialect?
}

/// A dialect of CSV in the form of a Data Package.
struct DataPackageDialect: Encodable, Equatable {
  let delimiter = ","
  let lineTerminator: String
  let quoteChar = "\""
  let doubleQuote = true
  let skipInitialSpace = false
  let header = true
}

extension ColumnType {
  /// The name in a Table Schema.
  fileprivate var nameInPackages: String {
    switch self {
    case .string: "string"
    case .boolean: "boolean"
    case .timestamp: "datetime"
    case .json: "object"
    }
  }
}
