/// What one run of a benchmark took.
struct Sample: Codable, Sendable {
  /// How much was done, in the benchmark's unit.
  var count: Int
  /// Bytes that went in.
  var bytes: Int
  var seconds: Double
  /// Processor time of everything measured, on all cores together.
  var cpuSeconds: Double
  /// The most memory held at a time: a program's own, or what a stage took beyond its input. 0 if it was not measured.
  var peakBytes: Int
}

/// What the runs of a benchmark took.
struct Measurement: Codable, Sendable {
  let name: String
  let unit: String
  let samples: [Sample]

  /// The middle one of the samples' values, the lower one of two.
  func median<Value: Comparable>(_ value: (Sample) -> Value) -> Value {
    let sorted = samples.map(value).sorted()
    return sorted[(sorted.count - 1) / 2]
  }

  var count: Int { median(\.count) }
  var seconds: Double { median(\.seconds) }
  var unitsPerSecond: Double { Double(count) / seconds }
  var megabytesPerSecond: Double { Double(median(\.bytes)) / seconds / 1e6 }
  var nanosecondsPerUnit: Double { seconds / Double(count) * 1e9 }
}

extension Double {
  /// The number with a fixed count of decimals and a comma between thousands.
  func text(decimals: Int = 0) -> String {
    guard isFinite else { return "-" }
    var scale = 1.0
    for _ in 0..<decimals { scale *= 10 }
    let scaled = Int((self * scale).rounded())
    let whole = String(scaled / Int(scale)).reversed().enumerated()
    let grouped = whole.reduce(into: "") { text, digit in
      if digit.offset > 0, digit.offset.isMultiple(of: 3) { text = ",\(text)" }
      text = "\(digit.element)\(text)"
    }
    guard decimals > 0 else { return grouped }
    let fraction = String(scaled % Int(scale))
    return "\(grouped).\(String(repeating: "0", count: decimals - fraction.count))\(fraction)"
  }
}
