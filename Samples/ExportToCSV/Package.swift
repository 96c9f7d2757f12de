// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "ExportToCSV",
  dependencies: [.package(name: "rollcall", path: "../..")],
  targets: [
    .executableTarget(name: "ExportToCSV", dependencies: [.product(name: "Rollcall", package: "rollcall")])
  ]
)
