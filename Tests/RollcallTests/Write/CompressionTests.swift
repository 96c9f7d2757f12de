import Gzip
import RollcallTestSupport
import Testing

@testable import Rollcall

@Suite struct `The compression of a snapshot` {
  private func configuration(_ level: String) throws -> ExportConfiguration {
    var values = SettingValues()
    values.set("output", to: "d", from: .flag)
    values.set("compression-level", to: level, from: .flag)
    return try ExportConfiguration(settings: values)
  }

  @Test(arguments: (1...9).map(String.init))
  func `a number is a level of zlib, whose bytes need no name of a processor`(
    level: String
  ) throws {
    let configuration = try configuration(level)
    let compressor = try #require(configuration.encoding.compressor)
    #expect(configuration.compression == .gzip(level: Int(level)!) && compressor.name == "zlib")
    #expect(compressor.levelName == level && compressor.codePath == nil)
    #expect(compressor.build == DeflateLibrary.zlib.version)
    #expect(ExportIdentity(services: [], configuration: configuration).isal == nil)
  }

  @Test(.enabled(if: Compression.hasFast)) func `fast is ISA-L, and its code for this processor is part of the run`()
    throws
  {
    let configuration = try configuration("fast")
    let compressor = try #require(configuration.encoding.compressor)
    #expect(configuration.compression == .fast && compressor.name == "ISA-L" && compressor.level == 2)
    #expect(compressor.levelName == "fast" && compressor.codePath?.isEmpty == false)
    let identity = ExportIdentity(services: [], configuration: configuration)
    #expect(identity.settings["compression-level"] == "fast" && identity.isal == compressor.build)
    var other = identity
    other.isal = "2.30.0 (base)"
    #expect(
      other.difference(from: identity) == "ISA-L was 2.30.0 (base) and is \(compressor.build), which gives other bytes")
  }

  @Test(.enabled(if: !Compression.hasFast)) func `a build without ISA-L says so when fast is wanted`() {
    let error = #expect(throws: SettingError.self) { try configuration("fast") }
    #expect(error?.isUsage == false && error?.message.contains("without ISA-L") == true)
  }

  @Test func `a compressor that no setting asks for has no level`() {
    for (name, level) in [("zlib", 0), ("zlib", 10), ("ISA-L", 1), ("ISA-L", 6), ("", 6)] {
      #expect(SnapshotEncoding.Compressor(name: name, version: "1", level: level).levelName == nil)
    }
  }
}
