import FoundationEssentials
import Rollcall

/// A value of a flat JSON object.
enum JSONScalar: Sendable {
  case text(String)
  case integer(Int)
  case decimal(Double)
  case flag(Bool)

  /// An object on one line, with its fields in order.
  static func object(_ fields: [(String, JSONScalar)]) -> String {
    "{" + fields.map { "\(JSONScalar.text($0).json):\($1.json)" }.joined(separator: ",") + "}"
  }

  /// The value as JSON.
  var json: String {
    switch self {
    case .integer(let number): "\(number)"
    case .decimal(let number): number.isFinite ? "\(number.thousandths)" : "null"
    case .flag(let flag): flag ? "true" : "false"
    case .text(let text): Self.quoted(text)
    }
  }

  private static func quoted(_ text: String) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .withoutEscapingSlashes
    // A text alone can always be encoded.
    let data = (try? encoder.encode(text)) ?? .init("\"\"".utf8)
    return String(decoding: data, as: UTF8.self).printableJSON
  }
}
