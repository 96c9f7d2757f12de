import Foundation

/// Operators whose values break writers and readers.
enum NastyOperators {
  /// Every text that a value may be.
  static let texts: [String] = [
    #"say "hello""#, #"""#, #""""#, "a,b", ",", "line\nfeed", "carriage\rreturn", "both\r\nof them", "\n", "\r\n",
    "tab\tstop", #"back\slash"#, #"\"#, #"\\"#, #"\n"#, #"\N"#, "NULL", "null", "NaN", "NA", "true", "007", "1e9",
    "=1+1", "+1", "-1", "@here", "\t=1", "\r=1", "'quoted'", " leading", "trailing ", " ", "a;b", "a|b",
    "😀", "👩‍👩‍👧‍👦", "🇨🇭", "é", "e\u{301}", "ß", "ﬀ", "שלום", "مرحبا بالعالم", "\u{202E}backwards\u{202C}",
    "\u{200F}", "漢字", "नमस्ते", "Ω", "\u{2028}", "\u{2029}", "\u{0085}", "\u{FEFF}mark", "\u{FFFD}", "\u{10FFFF}",
    "\u{7F}", "\u{01}", "\u{1F}", "\u{1B}[31mred", "<b>&amp;</b>", "\u{3C}script\u{3E}", "",
    String(repeating: "x", count: 70_000),
    String(repeating: "\"", count: 300), "{\"json\": [1, 2]}", "[", "]", "}", "{", "],[", "},{", "/", "%00", "#", "--",
  ]

  /// A response whose operators have each text in each field, and each field null or absent.
  static var response: String {
    var elements = [#"{"type":"operator","details":{"user_id":"u-0","role":"owner"}}"#]
    for (index, text) in texts.enumerated() {
      let value = literal(text)
      elements.append(
        """
        {"type":"operator","details":{"user_id":"u-\(index + 1)","email":\(value),"first_name":\(value),\
        "last_name":\(value),"title":\(value),"role":"member","availability":\(value),"avatar":\(value),\
        "has_token":\(index.isMultiple(of: 2)),"unknown":{"nested":[\(value),{"deep":\(value)}]}}}
        """)
    }
    elements.append(#"{"type":"operator","details":{"user_id":"n-role","role":null}}"#)
    elements.append(#"{"type":"operator","details":{"user_id":"no-role"}}"#)
    let fields = ["email", "first_name", "last_name", "title", "availability", "avatar", "has_token"]
    for (index, field) in fields.enumerated() {
      elements.append(#"{"type":"operator","details":{"user_id":"n-\#(index)","role":"member","\#(field)":null}}"#)
    }
    // An invitation, a role and a type that nobody documents, an id that is a number, a key written with escapes.
    elements.append(
      #"{"type":"invite","details":{"email":"new@example.test","role":"member","identifier":"i-canary","key":"k-canary"}}"#
    )
    elements.append(#"{"type":"operator","details":{"user_id":"r-1","role":"Ober \"Chef\", München"}}"#)
    elements.append(#"{ "details" : { "role" : "member", "user_id" : 12345678901234567890 } , "type" : "operator" }"#)
    elements.append(
      #"{"type":"operator","details":{"\u0075ser_id":"esc","\u0072ole":"member","title":"\ud83d\ude00"}}"#)
    return #"{"error":false,"reason":"listed","data":[\#n"# + elements.joined(separator: " ,\r\n\t") + "\n]}\n"
  }

  /// A JSON string; every other one with all of its characters escaped.
  private static func literal(_ text: String) -> String {
    if text.utf8.count.isMultiple(of: 2) {
      return "\""
        + text.utf16
        .map { unit in
          let digits = String(unit, radix: 16)
          return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
        .joined() + "\""
    }
    // JSONSerialization escapes what must be escaped and leaves the rest.
    let data = try! JSONSerialization.data(withJSONObject: text, options: .fragmentsAllowed)
    return String(decoding: data, as: UTF8.self)
  }
}
