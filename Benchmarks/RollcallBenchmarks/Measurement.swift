/// The figures of one run of a benchmark.
struct Sample: Codable, Sendable {
  /// The amount of work, in the benchmark's unit.
  var count: Int
  /// The bytes of input.
  var bytes: Int
  var seconds: Double
  /// The processor time of everything measured, on all cores together.
  var cpuSeconds: Double
  /// The most memory held at one time: a program's own, or the memory of a stage beyond its input. 0 without a
  /// measurement.
  var peakBytes: Int
}

/// The figures of the runs of a benchmark.
struct Measurement: Codable, Sendable {
  let name: String
  let unit: String
  let samples: [Sample]

  /// The middle one of the samples' values, the lower of two.
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
  /// The number with a fixed number of decimals and a comma between thousands.
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
