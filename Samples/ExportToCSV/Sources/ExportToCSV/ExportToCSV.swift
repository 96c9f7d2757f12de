import Foundation
import Rollcall
import RollcallCurl

/// Takes a snapshot with the library, and prints how many people each tenant has.
///
///     ROLLCALL_CRISP_API_IDENTIFIER=… ROLLCALL_CRISP_API_KEY=… ROLLCALL_CRISP_WEBSITE_ID=… swift run ExportToCSV snapshot
@main
struct ExportToCSV {
  static func main() async throws {
    guard CommandLine.arguments.count == 2 else {
      print("usage: ExportToCSV DIR, with the settings of the services in the environment")
      exit(64)
    }
    let settings = environmentSettings()
    var configuration = ExportConfiguration(output: .directory(CommandLine.arguments[1]))
    configuration.formats = [.csv]
    configuration.compression = .none
    do {
      let manifest = try await CurlTransport.withTransport { transport in
        let pipeline = try ExportPipeline(
          services: ServiceDefinition.configured(in: settings), settings: settings, transport: transport,
          configuration: configuration)
        return try await pipeline.run()
      }
      for tenant in manifest.tenants {
        print("\(tenant.service) \(tenant.tenantId): \(tenant.rows["operators"] ?? 0) people, \(tenant.status.rawValue)")
      }
      exit(manifest.complete ? 0 : 1)
    } catch let error as RollcallError {
      print(error)
      exit(error.code.exitCode)
    } catch let error as SettingError {
      print(error)
      exit(78)
    }
  }

  /// The settings of all services that the environment has, under the names that the command line gives them.
  private static func environmentSettings() -> SettingValues {
    let environment = ProcessInfo.processInfo.environment
    var settings = SettingValues()
    for declaration in ServiceDefinition.all.flatMap(\.settings) {
      guard let text = environment[declaration.environmentName] else { continue }
      settings.set(declaration.name, to: text, from: .environment)
    }
    return settings
  }
}
