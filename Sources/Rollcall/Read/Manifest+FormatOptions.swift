extension Manifest {
  /// The values of the formats' settings when the files were written.
  var formatOptions: FormatOptions {
    var options = FormatOptions()
    options.csvLineEnding = encoding.csvLineEnding
    options.spreadsheetSafe = encoding.spreadsheetSafe
    return options
  }
}
