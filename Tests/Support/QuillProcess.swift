public import Foundation

/// Runs the built `quill` as a user does, and takes down what it says.
public struct QuillProcess {
  public struct Outcome: Sendable {
    public let code: Int32
    public let out: String
    public let err: String
    public let seconds: Double
  }

  /// The folder the command runs in: the repository, unless another is given.
  public var folder: URL
  public var environment: [String: String] = [:]
  /// What stands on its standard input; nothing without one.
  public var input: String?
  public var program = QuillProcess.executable

  public init(in folder: URL = Repository.root) { self.folder = folder }

  /// The executable beside the tests' bundle.
  public static var executable: URL {
    URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
      .deletingLastPathComponent().appendingPathComponent("quill")
  }

  public func run(_ arguments: String...) throws -> Outcome { try run(arguments) }

  public func run(_ arguments: [String]) throws -> Outcome {
    try run(arguments) { _ in }
  }

  /// The same; while the command runs `meanwhile` may disturb it, and knows its process id.
  public func run(_ arguments: [String], meanwhile: (Int32) throws -> Void) throws -> Outcome {
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.currentDirectoryURL = folder
    var variables = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("QUILL_") }
    variables.merge(environment) { $1 }
    // A crash must end the process at once, not be studied by the backtracer.
    variables["SWIFT_BACKTRACE"] = "enable=no"
    process.environment = variables
    let scratch = FileManager.default.temporaryDirectory
    let names = ["out", "err", "in"].map {
      scratch.appendingPathComponent("\(UUID().uuidString).\($0)")
    }
    defer { for name in names { try? FileManager.default.removeItem(at: name) } }
    for name in names { _ = FileManager.default.createFile(atPath: name.path, contents: nil) }
    try input?.write(to: names[2], atomically: false, encoding: .utf8)
    let handles = try names.map(FileHandle.init(forUpdating:))
    process.standardOutput = handles[0]
    process.standardError = handles[1]
    process.standardInput = input == nil ? FileHandle.nullDevice : handles[2]
    let start = Date()
    try process.run()
    try meanwhile(process.processIdentifier)
    process.waitUntilExit()
    let seconds = Date().timeIntervalSince(start)
    let texts = try names.map { String(decoding: try Data(contentsOf: $0), as: UTF8.self) }
    return Outcome(
      code: process.terminationStatus, out: texts[0], err: texts[1], seconds: seconds)
  }
}
