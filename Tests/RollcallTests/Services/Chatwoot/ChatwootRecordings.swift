import RollcallTestSupport
import Testing

@testable import Rollcall

extension Recording {
  static let chatwoot = ["2.18", "3.16", "4.6", "4.15-community", "4.15-enterprise", "4.18"]
    .map { version in
      Recording(
        definition: .chatwoot, version: version,
        settings: [
          "chatwoot-base-url": "https://chatwoot.test", "chatwoot-api-token": "canaryAccessTokenOfMara1",
          "chatwoot-all-accounts": "true",
        ])
    }
}

@Suite(.timeLimit(.minutes(5))) struct `Custom attributes of Chatwoot` {
  @Test(arguments: Recording.chatwoot)
  func `recorded pages keep custom attributes on request, with their keys`(recording: Recording) async throws {
    try await withScratchFolder { folder in
      _ = try await recording.export(["include-custom-attributes": "true"], in: folder)
      let attributes = try ExportedRows(in: folder).column("attributes", of: .operators)
      let holders = attributes.filter { $0?.contains("custom_attributes") == true }
      #expect(holders.count == 1)
      let member = #""custom_attributes":{"phone_number":"+15550133","shift":{"role":"not this one","id":1}}"#
      #expect(holders.first??.hasPrefix(#"{"auto_offline":true,"confirmed":false,\#(member)"#) == true, "\(holders)")
    }
  }
}
