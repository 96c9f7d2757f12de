extension OutputFormat {
  /// Comma-separated values (RFC 4180) in a dialect that every loader reads exactly.
  ///
  /// The dialect is UTF-8 without a mark, a header of bare names, and LF. Every value except booleans is quoted. NULL
  /// is an empty unquoted field, so loaders can distinguish it from the empty string `""`.
  public static let csv = OutputFormat(
    name: "csv", fileExtension: "csv",
    settings: [Setting.csvLineEnding.declaration, Setting.spreadsheetSafe.declaration],
    makeRowEncoder: { CSVEncoder($0, $1) }, makeRowParser: { CSVParser($0, $1) },
    packageTraits: { encoding in
      DataPackageTraits(
        mediaType: "text/csv", missingValues: [""],
        dialect: DataPackageDialect(lineTerminator: encoding.csvLineEnding == .crlf ? "\r\n" : "\n"))
    })
}

extension Setting where Value == LineEnding {
  /// The end of CSV rows.
  package static let csvLineEnding = Setting.choice(
    "csv-line-ending", default: "lf",
    help: "How CSV rows end; crlf is the letter of RFC 4180, lf what loaders read exactly.")
}

extension Setting where Value == Bool {
  /// Whether CSV cells are defused for spreadsheets.
  package static let spreadsheetSafe = Setting.toggle(
    "spreadsheet-safe", help: "Prefix ' to CSV texts that a spreadsheet would take for a formula. Changes the data.")
}

extension FormatOptions {
  /// The end of CSV rows.
  public var csvLineEnding: LineEnding {
    get { self[Setting.csvLineEnding.declaration].flatMap(LineEnding.init) ?? .lf }
    set { self[Setting.csvLineEnding.declaration] = newValue.rawValue }
  }

  /// Whether CSV cells that a spreadsheet would take for a formula begin with a `'`.
  public var spreadsheetSafe: Bool {
    get { self[Setting.spreadsheetSafe.declaration] == "true" }
    set { self[Setting.spreadsheetSafe.declaration] = String(newValue) }
  }
}
