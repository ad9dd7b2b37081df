import Compiler
import Host
import Machine
import Syntax
import TestSupport
import Trading
import Trials

/// Runs the tests of a text.
enum Bench {
  struct Refused: Error, CustomStringConvertible { let description: String }

  static func compiled(_ text: String) throws -> (Source, Program, TestSuite) {
    let source = Source(name: "bench.quill", text: text)
    let compilation = compile(source)
    guard let program = compilation.program, let suite = compilation.tests else {
      throw Refused(description: terminalText(of: compilation.diagnostics, in: source))
    }
    return (source, program, suite)
  }

  static func runner(
    _ program: Program, _ suite: TestSuite, files: [String: Bars] = [:]
  ) throws -> TrialRunner {
    let world = TrialRunner.World(
      read: { path, _ throws(Failure) in
        guard let bars = files[path] else {
          throw Failure(.system, code: "S0001", "there is no \(path)")
        }
        return bars
      },
      spoken: { message in
        message.text.map { piece in
          switch piece {
          case .text(let text): text
          case .number(let number, _): "\(number)"
          default: "?"
          }
        }.joined()
      }, surroundings: { Surroundings(interval: $0.interval) })
    return TrialRunner(program, suite, terms: try Terms.plain(), world: world) {
      Failure(.strategy, code: "E0801", "\($0)")
    }
  }

  static func trials(_ text: String, files: [String: Bars] = [:]) throws -> [Trial] {
    let (_, program, suite) = try compiled(text)
    let runner = try runner(program, suite, files: files)
    return suite.tests.map { runner.run($0) }
  }

  /// The one test of a text.
  static func trial(_ text: String, files: [String: Bars] = [:]) throws -> Trial {
    let trials = try trials(text, files: files)
    guard let first = trials.first, trials.count == 1 else {
      throw Refused(description: "\(trials.count) tests")
    }
    return first
  }

  /// The bars that some steps make, in a strategy that does nothing.
  static func bars(_ steps: String) throws -> Bars {
    let trial = try trial(
      "strategy \"s\"\nenter long when close > 1e6\ntest \"t\" { \(steps) expect never entered }")
    guard let bars = trial.bars else { throw Refused(description: "no bars") }
    return bars
  }

  static func numbers(_ words: some Sequence<Int64>) -> [Double] { words.map(Grid.number) }

  static func score(
    _ text: String, limit: Int = 1_000, seed: UInt64 = 1
  ) throws -> MutationRun.Score {
    let (source, program, suite) = try compiled(text)
    let run = MutationRun(
      of: source, limit: limit, seed: seed, compile: { compile($0) },
      runner: { program, suite in
        // Made above from the same text, so it cannot fail here.
        (try? Bench.runner(program, suite))!
      })
    return run.score(program, tests: Set(suite.tests.map(\.name)))
  }
}

extension Terms {
  /// 10,000 of money, no costs.
  static func plain() throws -> Terms {
    Terms(capital: try Money("10000"), instrument: try Instrument(symbol: "TEST"))
  }
}
