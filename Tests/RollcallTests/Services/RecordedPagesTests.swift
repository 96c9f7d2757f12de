import Foundation
import RollcallTestSupport
import Testing

@testable import Rollcall

/// Pages as the services send them, of every service and version, and the rows that they mean.
@Suite(.timeLimit(.minutes(5))) struct `Recorded pages` {
  @Test(arguments: Recording.all)
  func `recorded pages become the rows that were written by hand`(recording: Recording) async throws {
    try await withScratchFolder { folder in
      _ = try await recording.export(in: folder)
      let exported = try ExportedRows(in: folder)
      let expected = try recording.expected()
      #expect(Set(expected.keys) == Set(Table.allCases.map(\.rawValue)))
      for table in Table.allCases {
        let found = exported[table]
        let wanted = expected[table.rawValue] ?? []
        #expect(found.count == wanted.count, "\(table)")
        for (row, want) in zip(found, wanted) {
          let isSame = row.count == want.count && zip(row, want).allSatisfy { $1 == "…" || $0 == $1 }
          #expect(isSame, "\(table):\n  expected \(want)\n  found    \(row)")
        }
      }
    }
  }

  @Test(arguments: Recording.all)
  func `recorded pages lose their secrets and personal data`(recording: Recording) async throws {
    try await withScratchFolder { folder in
      _ = try await recording.export(in: folder)
      let planted = try recording.script().values.flatMap { $0 }.flatMap(\.pieces).joined()
      #expect(String(decoding: planted, as: UTF8.self).contains("canary"))
      for (path, bytes) in try folder.files(below: "snapshot") {
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(!text.contains("canary") && !text.contains("+15550133"), "\(path)")
      }
    }
  }
}
