import Glibc

/// The printed table, row by row as the figures arrive.
struct Report {
  let baseline: ResultFile?

  private static let widths = [24, 8, 12, 13, 10, 12, 9, 9, 9]

  func printHeader() {
    var cells = ["benchmark", "unit", "units", "units/s", "MB/s", "ns/unit", "wall s", "CPU s", "peak MB"]
    if baseline != nil { cells.append("baseline") }
    Output.line(line(cells))
  }

  func printRow(of result: Measurement) {
    let bytes = result.median(\.bytes)
    let peak = result.median(\.peakBytes)
    var cells = [
      result.name, result.unit, Double(result.count).text(), result.unitsPerSecond.text(),
      bytes > 0 ? result.megabytesPerSecond.text(decimals: 1) : "-",
      result.nanosecondsPerUnit.text(decimals: result.nanosecondsPerUnit < 1000 ? 1 : 0),
      result.seconds.text(decimals: 4), result.median(\.cpuSeconds).text(decimals: 4),
      peak > 0 ? (Double(peak) / 1e6).text(decimals: 1) : "-",
    ]
    if let baseline {
      let before = baseline.results.first { $0.name == result.name }?.nanosecondsPerUnit
      cells.append(before.map { "\(($0 / result.nanosecondsPerUnit).text(decimals: 2)) ×" } ?? "-")
    }
    Output.line(line(cells))
  }

  /// Names to the left, figures to the right.
  private func line(_ cells: [String]) -> String {
    cells.enumerated()
      .map { index, cell in
        let width = index < Self.widths.count ? Self.widths[index] : 10
        let padding = String(repeating: " ", count: max(0, width - cell.count))
        return index < 2 ? cell + padding : padding + cell
      }
      .joined(separator: " ")
  }
}

extension String {
  /// The text with spaces after it, up to a width.
  func padding(to width: Int) -> String { self + String(repeating: " ", count: max(1, width - count)) }
}

/// Standard output, line by line even without a terminal, and standard error.
enum Output {
  static func line(_ text: String) { write(text, to: STDOUT_FILENO) }
  static func error(_ text: String) { write(text, to: STDERR_FILENO) }

  private static func write(_ text: String, to descriptor: CInt) {
    let bytes = Array("\(text)\n".utf8)
    // A failure is ignored, because it could not be reported either.
    _ = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
  }
}
