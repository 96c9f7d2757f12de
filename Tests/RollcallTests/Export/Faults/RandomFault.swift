import RollcallTestSupport

@testable import Rollcall

/// What services, proxies and networks do instead of answering: the catalogue from which a request's fault is drawn.
enum RandomFault: String, CaseIterable, Sendable {
  case limit, limitForSeconds, limitUntilDate, limitUntilPastDate, limitForGarbage, limitForNoTime, limitForEver
  case limitOfOldKind, locked
  case serverGaveUp, serverError, badGateway, unavailable, unavailableForSeconds, gatewayTimeout
  case resetBeforeHead, connectionRefused, nameNotFound, silenceBeforeHead
  case resetInBody, silenceInBody, damagedCompression, regularEndInBody, emptyBody
  case webPage, plainWords, errorWithStatus200, redirect, headWithoutEnd
  case pageBefore, emptyList

  /// The answer in place of the right one, or `nil` if this fault means nothing here.
  ///
  /// - Parameters:
  ///   - attempt: counts from 1.
  ///   - others: the right answers to all requests.
  func response(
    inPlaceOf right: ScriptedTransport.Response, at path: String, attempt: Int,
    others: [String: ScriptedTransport.Response], now: Timestamp, using dice: inout RepeatableRandom
  ) -> ScriptedTransport.Response? {
    switch self {
    case .limit: return .status(429, "slow down")
    case .limitForSeconds: return .status(429, retryAfter: "\(Int.random(in: 1...90, using: &dice))")
    case .limitUntilDate: return .status(429, retryAfter: Self.date(now, in: .random(in: 1...90, using: &dice)))
    case .limitUntilPastDate: return .status(429, retryAfter: Self.date(now, in: -3600))
    case .limitForGarbage:
      return .status(
        429, retryAfter: ["soon", "", "-5", "1.5", "5 minutes", "Mon, 32 Foo"].randomElement(using: &dice))
    case .limitForNoTime: return .status(429, retryAfter: "0")
    case .limitForEver: return .status(429, retryAfter: "1000000000")
    case .limitOfOldKind: return .status(420)
    case .locked: return .status(423, retryAfter: Bool.random(using: &dice) ? "3" : nil)
    case .serverGaveUp: return .status(408)
    case .serverError: return .status(500, #"{"status":500,"error":"Internal Server Error"}"#)
    case .badGateway: return .status(502, "<html>502 Bad Gateway</html>")
    case .unavailable: return .status(503)
    case .unavailableForSeconds: return .status(503, retryAfter: "\(Int.random(in: 1...30, using: &dice))")
    case .gatewayTimeout: return .status(504, "<html>504</html>")
    case .resetBeforeHead: return .refused(.connectionLost)
    case .connectionRefused: return .refused(.connectionFailed)
    case .nameNotFound: return .refused(.nameNotFound)
    case .silenceBeforeHead: return .refused(.timedOut)
    case .resetInBody: return Self.cut(right, .connectionLost, using: &dice)
    case .silenceInBody: return Self.cut(right, .timedOut, using: &dice)
    case .damagedCompression: return Self.cut(right, .badResponse, using: &dice)
    case .regularEndInBody: return Self.cut(right, nil, using: &dice)
    case .emptyBody: return .body("")
    case .webPage: return .body("<!doctype html>\n<html><title>Please wait</title></html>")
    case .plainWords: return .body("upstream connect error")
    case .errorWithStatus200: return .body(#"{"error":true,"reason":"internal_error","data":{}}"#)
    case .redirect: return .status(302)
    case .headWithoutEnd: return .refused(.tooLarge)
    case .pageBefore:
      // Once, as a cache does: a service that always takes one page for another has no list.
      guard attempt == 1, let range = path.firstRange(of: "/all/"),
        let page = path[range.upperBound...].first?.wholeNumberValue
      else { return nil }
      return others[path.replacing("/all/\(page)", with: "/all/\(page - 1)")]
    case .emptyList:
      if path.hasSuffix("/operators/list") { return .body(#"{"error":false,"reason":"listed","data":[]}"#) }
      return path.hasSuffix("/agents") ? .body("[]") : nil
    }
  }

  /// Whether time passes before it shows.
  var isSilence: Bool { self == .silenceBeforeHead || self == .silenceInBody }

  /// The right answer up to somewhere.
  private static func cut(
    _ right: ScriptedTransport.Response, _ code: TransportError.Code?, using dice: inout RepeatableRandom
  ) -> ScriptedTransport.Response {
    var response = right
    let bytes = Array(right.pieces.joined())
    response.pieces = [Array(bytes.prefix(.random(in: 0..<bytes.count, using: &dice)))]
    response.breakage = code.map { TransportError($0, "scripted") }
    return response
  }

  private static func date(_ now: Timestamp, in seconds: Int) -> String {
    // 2026-11-01T00:00:00.000Z
    let text = "\(Timestamp(milliseconds: now.milliseconds + Int64(seconds) * 1000))"
    let parts = text.split { "-T.".contains($0) }
    return "Mon, \(parts[2]) \(["01": "Jan", "10": "Oct", "11": "Nov", "12": "Dec"][parts[1]] ?? "Nov") \(parts[0]) "
      + "\(parts[3]) GMT"
  }
}
