import Backpressure
import Rollcall

extension Benchmark {
  /// From the task that decodes to the one that writes.
  static let channelStage = Benchmark(
    name: "channel", unit: "batch", summary: "hand batches from one task to another",
    body: .stage { runs in
      let batches = runs.options.size(200_000)
      let batch = RowBatch(tenant: Tenant(service: "crisp", instance: "https://crisp.test", id: ""))
      try await runs.measure { watch in
        watch.begin()
        let channel = BoundedChannel<RowBatch>(capacity: 8)
        let received = try await withThrowingTaskGroup(of: Void.self) { group in
          group.addTask {
            for _ in 0..<batches { try await channel.send(batch) }
            channel.finish()
          }
          var count = 0
          while let batch = try await channel.next() {
            keep(batch)
            count += 1
          }
          try await group.waitForAll()
          return count
        }
        watch.end()
        return (received, 0)
      }
    })
}
