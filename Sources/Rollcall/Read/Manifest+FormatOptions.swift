extension Manifest {
  /// What the formats' settings were when the files were written.
  var formatOptions: FormatOptions {
    var options = FormatOptions()
    options.csvLineEnding = encoding.csvLineEnding
    options.spreadsheetSafe = encoding.spreadsheetSafe
    return options
  }
}
