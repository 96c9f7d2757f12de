import Foundation
import Testing

@testable import RollcallSimulator

@Suite struct `Parts of the simulated server` {
  @Test(
    arguments: [
      ("Basic \(Data("id:key".utf8).base64EncodedString())", "id:key"), ("basic aWQ6a2V5", "id:key"),
      ("Bearer aWQ6a2V5", nil), ("Basic a-b", nil), ("Basic ", nil), ("", nil),
    ] as [(String, String?)])
  func `credentials are read from the Basic scheme only`(header: String, credentials: String?) {
    #expect(BasicCredentials.decode(header) == credentials)
  }

  @Test(arguments: [false, true])
  func `a body is the same from memory and from a file, from any byte on`(isInFile: Bool) throws {
    let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0) }
    var body = StoredBody(bytes)
    if isInFile {
      let file = try TemporaryFile()
      try file.append(Array(bytes[..<300]))
      try file.append(Array(bytes[300...]))
      body = StoredBody(file, count: bytes.count)
    }
    for (offset, room) in [(0, 1000), (0, 10), (299, 2), (990, 100), (1000, 10), (2000, 10)] {
      var output = [UInt8](repeating: 0, count: room)
      let count = output.withUnsafeMutableBytes { body.copy(from: offset, to: $0) }
      #expect(Array(output[..<count]) == Array(bytes.dropFirst(offset).prefix(room)), "\(offset)")
    }
    #expect(body.bytes(in: 3..<5) == (isInFile ? nil : [3, 4]))
  }

  @Test func `a rule counts the requests that it matches, and the first one that strikes decides`() {
    let book = FaultBook([
      FaultRule(.closeBeforeResponse, on: .suffix("/a"), fromRequest: 2),
      FaultRule(.resetBeforeResponse, method: "GET", times: nil),
    ])
    func fault(_ method: String, _ path: String) -> String {
      switch book.fault(method: method, path: path) {
      case .closeBeforeResponse: "close"
      case .resetBeforeResponse: "reset"
      case nil: "none"
      default: "another"
      }
    }
    #expect(fault("HEAD", "/a") == "none" && fault("GET", "/a") == "close" && fault("GET", "/a") == "reset")
    #expect(fault("HEAD", "/b") == "none")
  }
}
