import RollcallTestSupport
import Testing

@testable import Rollcall

/// An error of decoding names the service, the tenant, the request and the byte, and shows the place without its values.
@Suite(.timeLimit(.minutes(2))) struct `Faults in a response` {
  private static let head = #"{"error":false,"reason":"listed","data":["#
  /// An element without a fault; all of them are of one length, and of different people.
  private static func good(_ number: Int) -> String {
    CrispPage.operatorElement(["user_id": "\(1_000_000 + number)", "email": #""canary@x.test""#])
  }
  private static let goodCount = good(0).utf8.count

  /// What the fetch of the list says that has that content.
  private static func fault(_ body: String, pieces size: Int = 50_000) -> DecodeError? {
    do {
      let mapper = CrispOperatorsMapper(
        tenant: CrispPage.tenant, tables: Set(Table.allCases), allowEmpty: true, failures: CrispPage.failures)
      var stream = PageStream(.member("data"), mapper) { ResponseQuoting(names: CrispService.documentedNames) }
      for piece in Array(body.utf8).pieces(of: size) {
        for chunk in try stream.split(piece) { _ = try stream.map(chunk) }
      }
      _ = try stream.finish()
      return nil
    } catch {
      return error as? DecodeError
    }
  }

  /// `count` elements, one of them with a fault.
  private static func list(_ count: Int, _ number: Int, _ fault: String) -> String {
    head + (0..<count).map { $0 == number ? fault : good($0) }.joined(separator: ",") + "]}"
  }

  /// In the first chunk and in later ones, at their edges too.
  @Test(arguments: [(1, 0), (3, 1), (4000, 0), (4000, 1300), (4000, 2345), (4000, 3999)], [1000, 50_000, .max])
  func `the fault in an element is at the byte of its field`(place: (count: Int, number: Int), pieces: Int) throws {
    let wrong = CrispPage.operatorElement(["email": "4711", "last_name": #""canary""#])
    let body = Self.list(place.count, place.number, wrong)
    let fault = try #require(Self.fault(body, pieces: min(pieces, body.utf8.count)))
    let byte =
      Self.head.utf8.count + place.number * (Self.goodCount + 1)
      + wrong.utf8.distance(from: wrong.startIndex, to: wrong.firstRange(of: #""email""#)!.lowerBound)
    #expect(fault.offset == byte, "\(fault)")
    #expect(fault.message == "element \(place.number + 1) of the list: `email` should be a string but is a number")
    #expect(fault.excerpt?.contains(#""email":…"#) == true && (fault.excerpt?.utf8.count ?? 81) <= 80, "\(fault)")
    #expect(!"\(fault)".contains("canary") && !"\(fault)".contains("4711"))
  }

  @Test(arguments: [(1, 0), (4000, 0), (4000, 2345), (4000, 3999)])
  func `the fault in the syntax is at the byte that is not allowed`(count: Int, number: Int) throws {
    let wrong = #"{"type":"operator","details":{"user_id":"canary",,"email":"canary"}}"#
    let fault = try #require(Self.fault(Self.list(count, number, wrong)))
    let byte =
      Self.head.utf8.count + number * (Self.goodCount + 1)
      + wrong.utf8.distance(from: wrong.startIndex, to: wrong.firstRange(of: ",,")!.upperBound) - 1
    #expect(fault.offset == byte && fault.message.hasPrefix("it is not JSON"), "\(fault)")
    #expect(fault.excerpt?.contains(#""user_id":"…",,"email":"…"}}"#) == true, "\(fault)")
  }

  @Test(arguments: ["[", #"{"a":"#])
  func `the fault of too many levels names the limit`(opening: String) throws {
    let deep = String(repeating: opening, count: 100_000)
    let close = String(repeating: opening == "[" ? "]" : "}", count: 100_000)
    let fault = try #require(Self.fault(Self.list(2, 1, deep + (opening == "[" ? "" : "1") + close)))
    #expect(fault.message == "it is not JSON (it nests deeper than 128 levels)", "\(fault.message)")
    let start = Self.head.utf8.count + Self.goodCount + 1
    #expect(fault.offset.map { (start..<start + 1000).contains($0) } == true)
  }

  @Test func `the fault after the list is at its byte in the response`() throws {
    let body = Self.list(4000, -1, "").dropLast() + #","x":tru}"#
    let fault = try #require(Self.fault(String(body)))
    #expect(fault.offset == body.utf8.count - 1 && fault.excerpt?.hasSuffix(#""data":[],"…":…}"#) == true, "\(fault)")
    let frame = try #require(Self.fault(#"{"data":[1],"error":"#.replacing("1", with: Self.good(0)) + #""canary"}"#))
    #expect(frame.message.contains("`error` should be a boolean") && frame.offset == Self.goodCount + 11)
    #expect(frame.excerpt == #"{"data":[],"error":"…"}"#, "\(frame)")
  }

  @Test func `the fault of a response that ends too early is at its end`() throws {
    let body = Self.list(3, -1, "")
    for count in [10, 30, 100, 300, 600, body.utf8.count - 2, body.utf8.count - 1] {
      let fault = try #require(Self.fault(String(body.prefix(count))))
      #expect(fault.isTruncation && fault.offset == count && (fault.excerpt?.utf8.count ?? 81) <= 80, "\(fault)")
      #expect(!"\(fault)".contains("canary"))
    }
  }

  /// Long enough that several tasks map it.
  @Test(arguments: [2, 9000])
  func `the error about a fault names the service, the tenant and the request`(count: Int) async throws {
    let body = Self.list(count, count - 1, CrispPage.operatorElement(["email": "4711"]))
    var settings = SettingValues()
    settings.set("crisp-base-url", to: "https://crisp.test", from: .flag)
    settings.set("crisp-api-identifier", to: "identifier", from: .environment)
    settings.set("crisp-api-key", to: "canary-key", from: .environment)
    settings.set("crisp-website-id", to: "w1", from: .flag)
    let pieces = Array(body.utf8).pieces(of: 60_000)
    let error = try await withScratchFolder { folder in
      var bench = ExportBench(
        try ServiceDefinition.crisp.make(settings),
        script: ["/v1/website/w1/operators/list": [ScriptedTransport.Response(pieces: pieces)]]
          .merging(CrispPage.noGroups(of: "w1")) { $1 }, in: folder)
      bench.configuration.tables = [.operators]
      return try #require(try await bench.failure())
    }
    let byte = body.utf8.distance(from: body.startIndex, to: body.ranges(of: #""email""#).last!.lowerBound)
    #expect(
      error.code.exitCode == 65 && error.tenant == Tenant(service: "crisp", instance: "https://crisp.test", id: "w1"))
    #expect(error.request == "GET /v1/website/w1/operators/list")
    #expect(error.message.hasPrefix("the response of crisp cannot be right: element \(count) of the list: `email`"))
    #expect(error.message.contains(", near byte \(byte): “") && error.message.contains(#""email":…"#), "\(error)")
    #expect(!error.description.contains("canary") && !error.description.contains("4711"))
  }
}
