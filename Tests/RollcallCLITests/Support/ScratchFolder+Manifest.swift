import Foundation
import RollcallTestSupport
import Testing

extension ScratchFolder {
  /// A manifest below the folder, as a program sees it.
  func manifest(_ snapshot: String = "snapshot") throws -> [String: Any] {
    let data = try Data(contentsOf: url.appendingPathComponent("\(snapshot)/manifest.json"))
    return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  /// What the manifest says of each tenant.
  func tenants(_ snapshot: String = "snapshot") throws -> [[String: Any]] {
    try #require(try manifest(snapshot)["tenants"] as? [[String: Any]])
  }
}
