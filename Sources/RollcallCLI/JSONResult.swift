import FoundationEssentials
import Rollcall

/// The one object that `--json` prints, on one line: its `type`, `format_version`, and what the type has.
///
/// If the command fails, `code` is the exit code, with `message` and `next`.
struct JSONResult<Content: Encodable>: Encodable {
  let type: String
  let content: Content
  var failure: Failure?

  /// Why a command does not end with 0.
  struct Failure: Encodable {
    let code: Int32
    let message: String
    var next: String?
    /// The service's own name for the failure.
    var reason: String?
    var service: String?
    var tenantId: String?
    /// What remains of the run.
    var kept: String?
  }

  private enum Keys: String, CodingKey {
    case type
    case formatVersion
  }

  init(_ type: String, _ content: Content, failure: Failure? = nil) {
    self.type = type
    self.content = content
    self.failure = failure
  }

  func encode(to encoder: any Encoder) throws {
    try content.encode(to: encoder)
    try failure?.encode(to: encoder)
    var container = encoder.container(keyedBy: Keys.self)
    try container.encode(type, forKey: .type)
    try container.encode(Manifest.currentFormatVersion, forKey: .formatVersion)
  }

  func text() throws -> String {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }
}

/// What the result of a command that failed has beside the failure.
struct NoContent: Encodable {}

extension JSONResult where Content == NoContent {
  /// The result of a command that failed.
  init(_ error: any Error) {
    let error = (error as? ToldFailure)?.error ?? error
    var failure = Failure(code: Entry.exitCode(of: error), message: Entry.message(of: error))
    if let error = error as? RollcallError {
      failure = Failure(
        code: error.code.exitCode, message: error.message.shown(limit: .max), next: error.advice?.shown(limit: .max),
        reason: error.reason?.shown(), service: error.tenant?.service, tenantId: error.tenant?.id.shown(),
        kept: error.remains?.shown(limit: .max))
    }
    self.init("error", NoContent(), failure: failure)
  }
}
