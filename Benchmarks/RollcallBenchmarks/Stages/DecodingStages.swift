import Rollcall

extension Benchmark {
  private static let size = 100_000

  /// From a response's bytes to rows.
  static let decodingStages = [
    Benchmark(
      name: "split", unit: "operator", summary: "cut a response into whole elements",
      body: .stage { runs in
        let response = try await OperatorsResponse(operators: runs.options.size(size))
        try await runs.measure { watch in
          try watch.time {
            var splitter = ElementSplitter(listAt: response.request.listPath)
            for piece in response.pieces { keep(try splitter.split(piece)) }
          }
          return (response.operators, response.byteCount)
        }
      }),
    Benchmark(
      name: "parse", unit: "operator", summary: "parse the elements",
      body: .stage { runs in
        let response = try await OperatorsResponse(operators: runs.options.size(size))
        let chunks = try response.chunks()
        try await runs.measure { watch in
          try watch.time {
            var parser = JSONParser()
            for chunk in chunks { try parser.withDocument(chunk.text) { keep($0.kind) } }
          }
          return (response.operators, response.byteCount)
        }
      }),
    Benchmark(
      name: "map", unit: "operator", summary: "map parsed elements to rows of operators and grants",
      body: .stage { runs in
        let response = try await OperatorsResponse(operators: runs.options.size(size))
        let chunks = try response.chunks()
        try await runs.measure { watch in
          var mapper = response.makeMapper()
          var parser = JSONParser()
          for chunk in chunks {
            try parser.withDocument(chunk.text) { elements in
              try watch.time { keep(try mapper.map(elements)) }
            }
          }
          return (response.operators, response.byteCount)
        }
      }),
  ]
}
