import Gzip

/// A check of shards: together they must be one plan, whole, and each must be as its run wrote it.
///
/// It finds all that is wrong before anything is written: a person who makes shards again wants to know of all of them.
struct ShardCheck {
  /// The shards with their folders, in any order.
  let shards: [(path: String, manifest: Manifest)]

  /// The faults, a sentence each; none if the shards are one whole plan.
  var faults: [String] {
    guard let first = reference else { return ["there is no shard"] }
    // The check of each manifest names those that are impossible, with which nothing can be computed.
    let planned = shards.compactMap { shard in shard.manifest.plan.map { (shard.path, $0) } }.filter(\.1.isPossible)
    var faults = shards.filter { $0.manifest.plan == nil }.map { "\($0.path) is no shard of a plan" }
    for shard in shards where shard.path != first.path {
      if let difference = Self.difference(of: shard.manifest, from: first.manifest) {
        faults.append("\(shard.path) does not fit \(first.path): \(difference)")
      }
    }
    if let compressor = first.manifest.encoding.compressor, let fault = Self.fault(of: compressor) {
      faults.append(fault)
    }
    faults += doubledTenants
    // The others do not fit, and are named above.
    guard let plan = planned.first(where: { $0.0 == first.path })?.1 ?? planned.first?.1 else { return faults }
    return faults + Self.placeFaults(planned.filter { $0.1.sha256 == plan.sha256 && $0.1.of == plan.of }, of: plan.of)
  }

  /// The shard with which the others are compared: the first one of the plan that most of them are of.
  private var reference: (path: String, manifest: Manifest)? {
    let plans = Dictionary(grouping: shards.indices) { index in
      shards[index].manifest.plan.map { "\($0.sha256) \($0.of)" } ?? ""
    }
    let largest = plans.values.min { ($1.count, $0[0]) < ($0.count, $1[0]) }
    return largest.map { shards[$0[0]] }
  }

  /// The tenants that are in two shards, though each place of the plan is in one.
  private var doubledTenants: [String] {
    var homes: [Tenant: (path: String, index: Int?)] = [:]
    var faults: [String] = []
    for (path, manifest) in shards {
      for tenant in manifest.tenants {
        let home = homes.updateValue((path, manifest.plan?.index), forKey: tenant.tenant)
        // Of a shard that is there twice, all are.
        guard let home, home.index != manifest.plan?.index else { continue }
        faults.append("\(tenant.inWords) is in \(home.path) and in \(path)")
        break
      }
    }
    return faults
  }

  /// The shards that are missing, doubled or not where they belong, of those of one plan.
  private static func placeFaults(_ shards: [(path: String, plan: PlanShare)], of count: Int) -> [String] {
    var faults: [String] = []
    let places = Dictionary(grouping: shards, by: \.plan.index).sorted { $0.key < $1.key }
    for (index, found) in places where found.count > 1 {
      let paths = found.map(\.path).joined(separator: ", ")
      faults.append("shard \(index)/\(count) is there \(found.count) times: \(paths)")
    }
    faults += missing(besides: places.map(\.key), of: count)
    // The last shard tells the number of tenants. Without it, the others have to meet.
    let total = places.last { $0.key == count }?.value.first.map { $0.plan.range.upperBound }
    var before: (path: String, plan: PlanShare)?
    for shard in shards.sorted(by: { $0.plan.index < $1.plan.index }) {
      let (path, plan) = shard
      let expected = total.map { PlanShare(sha256: plan.sha256, index: plan.index, of: count, tenants: $0) }
      if plan != expected ?? plan {
        faults.append("\(path) does not have the tenants of shard \(plan.index)/\(count)")
      } else if total == nil, let before, before.plan.index + 1 == plan.index,
        before.plan.range.upperBound != plan.first
      {
        faults.append("\(before.path) and \(path) do not meet")
      }
      before = shard
    }
    return faults
  }

  /// The shards that are missing, each by its number; a long row of them by its ends.
  ///
  /// - Parameter found: the numbers of those that are there, in order.
  private static func missing(besides found: [Int], of count: Int) -> [String] {
    var next = 1
    var faults: [String] = []
    for index in found + [count + 1] {
      if index - next > 20 {
        faults.append("shards \(next)/\(count) to \(index - 1)/\(count) are missing")
      } else {
        for number in next..<max(next, index) { faults.append("shard \(number)/\(count) is missing") }
      }
      next = max(next, index + 1)
    }
    return faults
  }

  /// The first difference between two shards that cannot be one snapshot, in words.
  static func difference(of shard: Manifest, from other: Manifest) -> String? {
    if let plan = shard.plan, let others = other.plan, plan.sha256 != others.sha256 {
      let digests = [plan, others].map { String($0.sha256.prefix(12)).shown() }
      return "it is of the plan \(digests[0]), and not of \(digests[1])"
    }
    if let plan = shard.plan, let others = other.plan, plan.of != others.of {
      return "it is one of \(plan.of) shards, and not of \(others.of)"
    }
    if shard.rollcallVersion != other.rollcallVersion {
      let versions = [shard, other].map { $0.rollcallVersion.shown(limit: 40) }
      return "it was made by rollcall \(versions[0]), and not by \(versions[1])"
    }
    if shard.snapshotAt != other.snapshotAt {
      return "its snapshot_at is \(shard.snapshotAt), and not \(other.snapshotAt)"
    }
    if shard.encoding != other.encoding { return "its files have another encoding" }
    if shard.tables.map(\.name) != other.tables.map(\.name) || shard.formats != other.formats {
      return "it has other tables or formats"
    }
    guard let identity = shard.identity, let others = other.identity else { return "it does not tell its settings" }
    if let difference = others.difference(from: identity) { return difference }
    return sourceDifference(of: shard, from: other)
  }

  private static func sourceDifference(of shard: Manifest, from other: Manifest) -> String? {
    guard shard.sources.map({ [$0.service, $0.instance] }) == other.sources.map({ [$0.service, $0.instance] }) else {
      return "it is of other services"
    }
    for (source, others) in zip(shard.sources, other.sources) {
      guard let rules = AccessRules.of(source.service)?.ofVersion,
        let difference = rules(source.serviceVersion).difference(from: rules(others.serviceVersion))
      else { continue }
      let versions = [source, others].map { $0.serviceVersion?.shown(limit: 40) ?? "unknown" }
      return "\(source.service) was of version \(versions[0]), and not \(versions[1]): \(difference)"
    }
    return nil
  }

  /// The reason why this machine cannot write the bytes of a compressor; `nil` if it can.
  private static func fault(of compressor: SnapshotEncoding.Compressor) -> String? {
    guard let compression = compressor.compression, let level = compression.level else {
      return "this rollcall cannot compress as the shards are compressed: \(compressor.name.shown(limit: 40))"
    }
    let own = SnapshotEncoding.Compressor(level)
    guard own.build != compressor.build else { return nil }
    return
      "the shards were compressed by \(compressor.name.shown(limit: 40)) \(compressor.build.shown(limit: 60)), and this "
      + "machine has \(own.build), which gives other bytes"
  }
}

extension Manifest {
  /// The names of the formats, in the order of the files.
  var formats: [String] { tables.first?.formats ?? [] }
}

extension SnapshotEncoding.Compressor {
  /// The compressor of a level, as this build has it.
  init(_ level: CompressionLevel) {
    self.init(
      name: level.library.name, version: level.library.version, level: level.number, codePath: level.library.codePath)
  }

  /// The compression that makes it; `nil` if this build has none.
  var compression: Compression? {
    switch levelName {
    case "fast": Compression.hasFast ? .fast : nil
    case let name?: Int(name).map { .gzip(level: $0) }
    case nil: nil
    }
  }
}
