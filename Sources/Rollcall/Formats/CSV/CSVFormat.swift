extension OutputFormat {
  /// Comma-separated values (RFC 4180) in the one dialect that every loader reads exactly.
  ///
  /// UTF-8 without a mark, a header of bare names, LF. Every value but a boolean is quoted and NULL is an empty
  /// unquoted field, which is how loaders tell it from the empty string `""`.
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
  /// How CSV rows end.
  public static let csvLineEnding = Setting.choice(
    "csv-line-ending", default: "lf",
    help: "How CSV rows end; crlf is the letter of RFC 4180, lf what loaders read exactly.")
}

extension Setting where Value == Bool {
  /// Whether CSV cells are defused for spreadsheets.
  public static let spreadsheetSafe = Setting.toggle(
    "spreadsheet-safe", help: "Prefix ' to CSV texts that a spreadsheet would take for a formula. Changes the data.")
}

extension FormatOptions {
  /// How CSV rows end.
  public var csvLineEnding: LineEnding {
    get { self[Setting.csvLineEnding.declaration].flatMap(LineEnding.init) ?? .lf }
    set { self[Setting.csvLineEnding.declaration] = newValue.rawValue }
  }

  /// Whether CSV cells that a spreadsheet would take for a formula get a `'` in front.
  public var spreadsheetSafe: Bool {
    get { self[Setting.spreadsheetSafe.declaration] == "true" }
    set { self[Setting.spreadsheetSafe.declaration] = String(newValue) }
  }
}
