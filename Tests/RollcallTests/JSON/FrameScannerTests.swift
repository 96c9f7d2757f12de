import Testing

@testable import Rollcall

@Suite struct `The frame of a response` {
  /// The frame, and the rest after the list's bracket.
  private func scan(
    _ text: String, _ path: ElementSplitter.ListPath = .member("data"), pieces size: Int = .max
  ) -> (frame: String, rest: String?) {
    var scanner = FrameScanner(path: path)
    let bytes = Array(text.utf8)
    for start in stride(from: 0, to: bytes.count, by: min(size, bytes.count)) {
      let piece = bytes[start..<min(bytes.count, start + min(size, bytes.count))]
      guard let end = scanner.scan(piece) else { continue }
      return (String(decoding: scanner.bytes, as: UTF8.self), String(decoding: bytes[end...], as: UTF8.self))
    }
    return (String(decoding: scanner.bytes, as: UTF8.self), nil)
  }

  @Test(arguments: [1, 2, 3, .max])
  func `the list of a member begins after its bracket, however the response is cut`(size: Int) {
    let (frame, rest) = scan(#"{"error":false, "data" : [1,[2]],"x":3}"#, pieces: size)
    #expect(frame == #"{"error":false, "data" : ["# && rest == #"1,[2]],"x":3}"#)
  }

  @Test(arguments: [
    #"["data",[1]]"#, #"{"x":["data",[1]]}"#, #"{"x":{"data":[1]}}"#, #"{"data":"[1]"}"#, #"{"data":{"x":[1]}}"#,
    #"{"x":"\"data\":[1]"}"#, #"{"data":1,"x":[2]}"#, #"{"\u0064ata":[1]}"#, #"{"data\"":[1]}"#,
  ])
  func `a bracket elsewhere does not begin the list`(text: String) {
    let (frame, rest) = scan(text)
    #expect(frame == text && rest == nil)
  }

  @Test func `the root is the list only if it is an array`() {
    #expect(scan(" [1]", .root).rest == "1]")
    #expect(scan(#"{"data":[1]}"#, .root).rest == nil)
    #expect(scan("[1]", .none).rest == nil)
  }

  @Test(arguments: [
    ("", false), ("{", true), (#"{"a"#, true), (#"{"a\""#, true), (#"{"a":[]"#, true), ("{}", false), ("[[]]", false),
    (#""x"#, true), (#""x""#, false),
  ])
  func `a frame is open until its last string, object or array ends`(text: String, isOpen: Bool) {
    var scanner = FrameScanner(path: .none)
    _ = scanner.scan(Array(text.utf8)[...])
    #expect(scanner.isOpen == isOpen)
  }
}
