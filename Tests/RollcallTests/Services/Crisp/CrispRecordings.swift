@testable import Rollcall

extension Recording {
  static let crisp = [
    Recording(
      definition: .crisp, version: "plugin",
      settings: [
        "crisp-base-url": "https://crisp.test", "crisp-api-identifier": "canary-id", "crisp-api-key": "canary-pair",
        "crisp-all-websites": "true", "crisp-last-active": "true",
      ]
    ) { path in
      // One website stands on two pages, so that the list is read twice.
      path.contains("/websites/all/") ? ("\(path)?filter_configured=0", 2) : (path, 1)
    }
  ]
}
