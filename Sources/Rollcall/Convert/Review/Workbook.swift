import CXLSXWriter
import Glibc

/// An Excel workbook on its way to a file. The only importer of libxlsxwriter.
///
/// Rows go to temporary files, one for each sheet, so that memory holds a row. No cell is a formula or a link: texts are
/// written as texts.
final class Workbook {
  private let book: UnsafeMutablePointer<lxw_workbook>
  private var isClosed = false
  private var names = SheetNames()
  fileprivate let formats: [Format: UnsafeMutablePointer<lxw_format>]
  private(set) var sheets: [Sheet] = []
  private let path: String
  private let temporaryFolder: String

  /// How a cell looks.
  enum Format: CaseIterable {
    case title
    case heading
    /// The heading of a column that a reviewer fills in.
    case decisionHeading
    /// A column that a reviewer fills in.
    case decision
    case date
    case strong
    case wrapped
  }

  /// - Parameters:
  ///   - moment: the time of creation in the file's properties.
  ///   - isLarge: whether the file may exceed four gigabytes.
  init(path: String, title: String, moment: Timestamp, isLarge: Bool) throws(RollcallError) {
    self.path = path
    let folder = getenv("TMPDIR").map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
    temporaryFolder = folder
    let made = folder.withCString { folder -> UnsafeMutablePointer<lxw_workbook>? in
      // The library copies the name of the folder.
      var options = lxw_workbook_options(
        constant_memory: 1, tmpdir: UnsafeMutablePointer(mutating: folder), use_zip64: isLarge ? 1 : 0)
      return workbook_new_opt(path, &options)
    }
    guard let made else { throw Self.outOfMemory }
    book = made
    var formats: [Format: UnsafeMutablePointer<lxw_format>] = [:]
    for name in Format.allCases {
      guard let format = workbook_add_format(made) else { throw Self.outOfMemory }
      formats[name] = format
    }
    self.formats = formats
    describeFormats()
    title.withCString { title in
      var properties = lxw_doc_properties()
      properties.title = UnsafeMutablePointer(mutating: title)
      // Otherwise the time of day would be in the file.
      properties.created = time_t(moment.milliseconds / 1000)
      _ = workbook_set_properties(made, &properties)
    }
  }

  deinit { if !isClosed { lxw_workbook_free(book) } }

  private func describeFormats() {
    for name: Format in [.heading, .decisionHeading] {
      format_set_bold(formats[name])
      format_set_bottom(formats[name], UInt8(LXW_BORDER_THIN.rawValue))
      format_set_bg_color(formats[name], name == .heading ? 0xE7ECF1 : 0xFFF2CC)
      format_set_align(formats[name], UInt8(LXW_ALIGN_VERTICAL_TOP.rawValue))
      format_set_text_wrap(formats[name])
    }
    for name: Format in [.decision, .date] {
      format_set_bg_color(formats[name], 0xFFFBEB)
      format_set_border(formats[name], UInt8(LXW_BORDER_HAIR.rawValue))
      format_set_border_color(formats[name], 0xBFBFBF)
    }
    format_set_num_format(formats[.date], "yyyy-mm-dd")
    format_set_bold(formats[.title])
    format_set_font_size(formats[.title], 16)
    format_set_bold(formats[.strong])
    format_set_text_wrap(formats[.wrapped])
    format_set_align(formats[.wrapped], UInt8(LXW_ALIGN_VERTICAL_TOP.rawValue))
  }

  /// Adds a sheet behind the others.
  ///
  /// - Parameter wish: its name, if that is legal and free.
  func addSheet(_ wish: String) throws(RollcallError) -> Sheet {
    let name = names.name(wish)
    guard let sheet = workbook_add_worksheet(book, name) else {
      throw RollcallError(
        .inputOutput, "cannot add the sheet “\(name)” to the workbook: \(String(cString: strerror(errno)))",
        advice:
          "make room in \(temporaryFolder), or name another folder in TMPDIR; a sheet needs an open file (ulimit -n)")
    }
    let added = Sheet(sheet, name: name, formats: formats)
    sheets.append(added)
    return added
  }

  /// Writes the file.
  ///
  /// - Throws: `RollcallError` with the code `inputOutput` if it cannot be written, or the temporary files cannot.
  func close() throws(RollcallError) {
    for sheet in sheets {
      guard sheet.isWritten else { throw failure("its temporary files cannot be written") }
    }
    // The library frees the workbook even if it fails.
    isClosed = true
    let code = workbook_close(book)
    guard code == LXW_NO_ERROR else { throw failure(String(cString: lxw_strerror(code))) }
    let expected = sheets.map(\.rowCount)
    guard try WorkbookCheck(path).rowCounts(sheets: expected.count) == expected else {
      throw failure("what is in it is not all that was written")
    }
  }

  private func failure(_ reason: String) -> RollcallError {
    RollcallError(
      .inputOutput, "cannot write the workbook \(path): \(reason)",
      advice: "make room there and in \(temporaryFolder), or name another folder for temporary files in TMPDIR")
  }

  private static let outOfMemory = RollcallError(.inputOutput, "cannot make a workbook: out of memory")
}

/// A sheet of a workbook. Its rows come from top to bottom, and their cells from left to right.
final class Sheet {
  /// The legal, unique name.
  let name: String
  private let sheet: UnsafeMutablePointer<lxw_worksheet>
  private let formats: [Workbook.Format: UnsafeMutablePointer<lxw_format>]
  private var row: UInt32 = 0
  private var column: UInt16 = 0
  private var hasCells = false
  /// The number of rows that have a cell.
  private(set) var rowCount = 0

  fileprivate init(
    _ sheet: UnsafeMutablePointer<lxw_worksheet>, name: String,
    formats: [Workbook.Format: UnsafeMutablePointer<lxw_format>]
  ) {
    self.sheet = sheet
    self.name = name
    self.formats = formats
    worksheet_set_landscape(sheet)
    worksheet_set_paper(sheet, 9)  // A4
    worksheet_fit_to_pages(sheet, 1, 0)
    worksheet_set_footer(sheet, "&L&A&RPage &P of &N")
  }

  /// Adds a cell with a text; it stays empty if there is none.
  func add(_ text: UnsafeRawBufferPointer?, _ format: Workbook.Format? = nil) throws(RollcallError) {
    defer { column += 1 }
    guard let text, !text.isEmpty else { return }
    let code = try CellText.withCString(text) { (text) throws(RollcallError) in
      worksheet_write_string(sheet, row, column, text, format.flatMap { formats[$0] })
    }
    try check(code)
  }

  /// Adds a cell with a text; it stays empty if there is none.
  func add(_ text: String?, _ format: Workbook.Format? = nil) throws(RollcallError) {
    guard let text else { return column += 1 }
    let bytes = Array(text.utf8)
    try bytes.span.withUnsafeBytes { (bytes) throws(RollcallError) in try add(bytes, format) }
  }

  /// Adds a cell with a number.
  func add(_ number: Int) throws(RollcallError) {
    defer { column += 1 }
    try check(worksheet_write_number(sheet, row, column, Double(number), nil))
  }

  private func check(_ code: lxw_error) throws(RollcallError) {
    guard code == LXW_NO_ERROR else {
      throw RollcallError(
        .inputOutput, "cannot write a cell of the sheet “\(name)”: \(String(cString: lxw_strerror(code)))")
    }
    hasCells = true
  }

  /// Ends a row.
  func endRow() {
    if hasCells { rowCount += 1 }
    hasCells = false
    row += 1
    column = 0
  }

  /// Keeps the first row in sight and on every page.
  func freezeHeading() {
    worksheet_freeze_panes(sheet, 1, 0)
    worksheet_repeat_rows(sheet, 0, 0)
  }

  /// Sets the width of a column, in characters, and how its empty cells look.
  func setWidth(_ width: Double, of column: Int, _ format: Workbook.Format? = nil) {
    worksheet_set_column(sheet, UInt16(column), UInt16(column), width, format.flatMap { formats[$0] })
  }

  /// Sets what stands above every printed page; foreign text is allowed.
  func setPageHeading(_ text: String) {
    // An ampersand begins a code.
    let plain = String(text.shown(limit: 100).map { $0 == "&" ? "+" : $0 })
    worksheet_set_header(sheet, "&L\(plain)")
  }

  /// Adds filters to all rows so far.
  func addFilters(columns: Int) {
    guard row > 0 else { return }
    worksheet_autofilter(sheet, 0, 0, row - 1, UInt16(columns - 1))
  }

  /// Lets people choose a value of a column from a list, in all rows so far but the first.
  func addChoice(of values: [String], column: Int, title: String, message: String) {
    guard row > 1 else { return }
    var texts = values.map { strdup($0) } + [nil]
    defer { for text in texts { free(text) } }
    texts.withUnsafeMutableBufferPointer { list in
      title.withCString { title in
        message.withCString { message in
          var validation = lxw_data_validation()
          validation.validate = UInt8(LXW_VALIDATION_TYPE_LIST.rawValue)
          validation.value_list = list.baseAddress
          validation.error_title = UnsafeMutablePointer(mutating: title)
          validation.error_message = UnsafeMutablePointer(mutating: message)
          worksheet_data_validation_range(sheet, 1, UInt16(column), row - 1, UInt16(column), &validation)
        }
      }
    }
  }

  /// Whether the temporary file has everything so far.
  fileprivate var isWritten: Bool {
    guard let file = sheet.pointee.optimize_tmpfile else { return false }
    return fflush(file) == 0 && ferror(file) == 0
  }
}
