import RollcallTestSupport

@testable import Rollcall

/// Damage as disks, copies and hands do it: to bytes and files, with nothing made to fit afterwards.
enum RandomDamage: String, CaseIterable, Sendable {
  case flippedBit
  case cut
  case swappedBytes
  case doubledBytes
  case insertedByte
  case removedBytes
  case zeroPadding
  case secondMember
  case changedNumber
  case swappedFiles
  case removedFile
  case addedFile
  case link
  case staleManifest
  case fileOfAnother

  /// Does it once, to a random file at a random place.
  ///
  /// - Parameter other: a snapshot of the same tenants at another time.
  func change(_ snapshot: inout StoredSnapshot, other: StoredSnapshot, using dice: inout RepeatableRandom) throws {
    let paths = snapshot.files.keys.sorted()
    let path = paths.randomElement(using: &dice)!
    switch self {
    case .swappedFiles:
      let second = paths.randomElement(using: &dice)!
      (snapshot.files[path], snapshot.files[second]) = (snapshot.files[second], snapshot.files[path])
    case .removedFile:
      snapshot.files[path] = nil
    case .addedFile:
      let names = [".hidden", "operators/part-00009.csv", "operators/deep/er", "new/file", "manifest.json~", "a\nb"]
      snapshot.files[names.randomElement(using: &dice)!] = snapshot.files[path]
    case .link:
      snapshot.files["../outside"] = snapshot.files[path]
      snapshot.files[path] = nil
      snapshot.links[path] = path.contains("/") ? "../../outside" : "../outside"
    case .staleManifest:
      for name in ["manifest.json", "datapackage.json", "SHA256SUMS"] { snapshot.files[name] = other.files[name] }
    case .fileOfAnother:
      snapshot.files[path] = other.files[path]
    default:
      snapshot.files[path] = try changed(snapshot.files[path]!, using: &dice)
    }
  }

  private func changed(_ original: [UInt8], using dice: inout RepeatableRandom) throws -> [UInt8] {
    var bytes = original
    let start = Int.random(in: 0..<bytes.count, using: &dice)
    let end = min(bytes.count, start + Int.random(in: 1...300, using: &dice))
    switch self {
    case .flippedBit: bytes[start] ^= 1 << UInt8.random(in: 0..<8, using: &dice)
    case .cut: bytes.removeSubrange(start...)
    case .swappedBytes: bytes.swapAt(start, Int.random(in: 0..<bytes.count, using: &dice))
    case .doubledBytes: bytes.insert(contentsOf: bytes[start..<end], at: end)
    case .insertedByte: bytes.insert(.random(in: 0...255, using: &dice), at: start)
    case .removedBytes: bytes.removeSubrange(start..<end)
    case .zeroPadding: bytes += [UInt8](repeating: 0, count: .random(in: 1...1024, using: &dice))
    case .secondMember: bytes += try gzipped([])
    default:
      let digits = bytes.indices.filter { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[$0]) }
      if let digit = digits.randomElement(using: &dice) {
        bytes[digit] = UInt8(ascii: "0") + (bytes[digit] - UInt8(ascii: "0") + .random(in: 1...9, using: &dice)) % 10
      }
    }
    return bytes
  }
}
