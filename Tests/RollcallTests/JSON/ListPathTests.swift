import Testing

@testable import Rollcall

/// Which of a response's lists is the one whose elements are rows.
@Suite struct `Search for the list` {
  @Test(arguments: [
    #"{"data":[1,2],"error":false,"reason":"listed"}"#,
    #"{"error":false,"reason":"listed","data":[1,2]}"#,
    #"{"error":false,"data":[1,2],"reason":"listed"}"#,
    "\r\n { \"error\" : false ,\t\"data\" \n:\r [ 1 , 2 ] , \"reason\" : \"listed\" } \n",
  ])
  func `the list can stand anywhere among the members`(text: String) throws {
    for chunk in [1, 1000] {
      let split = try SplitResponse(text, chunk: chunk)
      #expect(split.elements == ["1", "2"])
      #expect(split.frame.filter { !$0.isWhitespace }.contains(#""data":[]"#))
    }
  }

  @Test(arguments: [
    #"{"error":true,"data":{}}"#,
    #"{"error":true,"data":{"data":[1]}}"#,
    #"{"x":{"data":[1]}}"#,
    #"{"x":[{"data":[1]}]}"#,
    #"{"x":[["data"],[1]]}"#,
    #"{"reason":"data","list":[1]}"#,
    #"{"reason":"\"data\":[1]"}"#,
    #"{"reason":"\\","data2":[1]}"#,
    #"{"\"data":[1]}"#,
    #"{"Data":[1]}"#,
    #"{" data":[1]}"#,
    #"{"data":"[1]"}"#,
    #"{"data":null}"#,
    #"["data",[1]]"#,
    #"[{"data":[1]}]"#,
    "null",
  ])
  func `a list elsewhere remains in the frame`(text: String) throws {
    for size in [1, 2, 3, 1000] {
      let split = try SplitResponse(Array(text.utf8).pieces(of: size))
      #expect(split.elements.isEmpty)
      #expect(split.frame == text)
    }
  }

  @Test func `the root can be the list`() throws {
    let split = try SplitResponse(" [1, [2], {\"data\": [3]}] \n", chunk: 1, listAt: .root)
    #expect(split.elements.count == 3)
    #expect(split.frame == " [] \n")
  }

  @Test func `a list inside the root is not taken for the root`() throws {
    let split = try SplitResponse(#"{"data":[1]}"#, listAt: .root)
    #expect(split.elements.isEmpty)
    #expect(split.frame == #"{"data":[1]}"#)
  }

  @Test func `a response without a list is all frame`() throws {
    for text in ["[1,2]", #"{"data":[1,2]}"#] {
      let split = try SplitResponse(text, chunk: 1, listAt: .none)
      #expect(split.elements.isEmpty && split.frame == text)
    }
  }

  @Test(arguments: [#"{"data":[1],"data":[2]}"#, #"{"data":[],"data":[]}"#])
  func `a second list is refused`(text: String) {
    let error = #expect(throws: DecodeError.self) { try SplitResponse(text, chunk: 1) }
    #expect(error?.message == "there is a second list")
  }

  @Test func `a list under an escaped key remains in the frame`() throws {
    let text = #"{"d\u0061ta":[1]}"#
    #expect(try SplitResponse(text).frame == text)
  }
}
