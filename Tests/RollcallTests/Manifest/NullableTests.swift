import Foundation
import Testing

@testable import Rollcall

@Suite struct `A value that may be null` {
  private struct Document: Codable, Equatable {
    @Nullable var number: Int?
  }

  @Test(arguments: [(nil, #"{"number":null}"#), (7, #"{"number":7}"#)] as [(Int?, String)])
  func `its key is always there`(number: Int?, text: String) throws {
    let document = Document(number: number)
    #expect(String(decoding: try JSONEncoder().encode(document), as: UTF8.self) == text)
    #expect(try JSONDecoder().decode(Document.self, from: Data(text.utf8)) == document)
  }

  @Test(arguments: ["{}", #"{"number":"7"}"#])
  func `a document without its key, or with another type, is refused`(text: String) {
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(Document.self, from: Data(text.utf8)) }
  }

  @Test func `the wrapper alone is the value alone`() throws {
    #expect(try JSONDecoder().decode(Nullable<Int>.self, from: Data("null".utf8)).wrappedValue == nil)
    #expect(try JSONEncoder().encode(Nullable(wrappedValue: 7)) == Data("7".utf8))
  }
}
