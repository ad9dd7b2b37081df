package import Compiler
package import Host
package import Machine
package import Syntax

/// A strategy's source, read with its size checked first.
package struct StrategyFile {
  package let path: String

  package init(path: String) { self.path = path }

  /// True for a text whose header says that it is a portfolio, whatever else is wrong with it.
  package static func isPortfolio(_ source: Source) -> Bool {
    Syntax.parse(source).tree.items.contains {
      if case .header(let header) = $0.kind { header.kind == .portfolio } else { false }
    }
  }

  package func source(in environment: Environment) throws -> Source {
    let status = try environment.disk.status(path)
    guard status.kind == .file else {
      throw Failure(
        .usage, code: "U0002", "\(path) is not a file",
        help: "name a .quill file, or run `quill strategies` for those that come with Quill")
    }
    guard status.bytes <= Limits.sourceBytes else {
      throw Failure(
        .strategy, code: "E0001",
        "\(path) has \(status.bytes) bytes, a strategy at most \(Limits.sourceBytes)",
        at: .init(file: path), help: "is this the right file?")
    }
    return Source(name: path, bytes: try environment.disk.read(path, limit: Limits.sourceBytes))
  }

  /// Compiles a text that was read; files that it imports are read now.
  package func compiled(_ source: Source, in environment: Environment) -> Compilation {
    compile(source, finding: ImportFolder(of: path, in: environment).file)
  }

  /// The program; problems are printed, and errors end the command.
  package func program(in environment: Environment) throws -> (Source, Compilation, Program) {
    let source = try source(in: environment)
    let compilation = compiled(source, in: environment)
    Terminal.say(
      terminalText(
        of: compilation.diagnostics.filter { $0.severity != .hint }, in: source,
        colored: Terminal.isColored(2)))
    guard let program = compilation.program else { throw Reported(exitCode: 1) }
    return (source, compilation, program)
  }

  /// The program of a file that trades.
  package func strategy(in environment: Environment) throws -> (Source, Compilation, Program) {
    let known = try program(in: environment)
    switch known.1.kind {
    case .strategy, .portfolio: return known
    case .indicator:
      throw Failure(
        .strategy, UsageKinds.run, "\(path) is an indicator: it has no orders",
        help: "`quill plot` shows it")
    case .library:
      throw Failure(
        .strategy, UsageKinds.run, "\(path) is a library: it has no orders",
        help: "a strategy uses it with `import`")
    }
  }
}

/// The problem has been printed; only the exit code is left to give.
package struct Reported: Error {
  package let exitCode: Int32

  package init(exitCode: Int32) { self.exitCode = exitCode }
}
