package import ArgumentParser
import Glibc
import Host

/// What is said on standard error, and how. Every command has these options.
package struct LogOptions: ParsableArguments {
  package enum Level: String, CaseIterable, ExpressibleByArgument {
    case error, warning, info, debug
  }
  package enum Format: String, CaseIterable, ExpressibleByArgument { case text, json }

  @Option(help: "What is said on standard error: errors only, or more. [QUILL_LOG_LEVEL]")
  package var logLevel: Level?

  @Option(help: "Standard error as text or as one JSON object a line. [QUILL_LOG_FORMAT]")
  package var logFormat: Format?

  package var level: Level { logLevel ?? Self.environment("QUILL_LOG_LEVEL") ?? .warning }
  package var format: Format { logFormat ?? Self.environment("QUILL_LOG_FORMAT") ?? .text }

  /// Says something of a level, unless the user wants less.
  package func say(_ level: Level, _ text: String) {
    let order = Level.allCases
    guard order.firstIndex(of: level)! <= order.firstIndex(of: self.level)! else { return }
    switch format {
    case .text: Terminal.say("\(level == .info ? "note" : level.rawValue): \(text)\n")
    case .json:
      let line = JSON.object([("level", .text(level.rawValue)), ("message", .text(text))])
      Terminal.say(line.text(indented: false) + "\n")
    }
  }

  /// The format wanted, also where the arguments cannot be parsed.
  package static func format(in arguments: [String]) -> Format {
    for (index, argument) in arguments.enumerated() {
      if argument == "--log-format=json" { return .json }
      if argument == "--log-format", index + 1 < arguments.count {
        return Format(rawValue: arguments[index + 1]) ?? .text
      }
    }
    return environment("QUILL_LOG_FORMAT") ?? .text
  }

  private static func environment<Value: RawRepresentable>(_ name: String) -> Value?
  where Value.RawValue == String {
    getenv(name).flatMap { Value(rawValue: String(cString: $0)) }
  }

  package init() {}
}

/// `--json`, which every command has.
package struct OutputOptions: ParsableArguments {
  @Flag(help: "Print one JSON object; its schema is in Grammar/schemas.")
  package var json = false

  package init() {}
}
