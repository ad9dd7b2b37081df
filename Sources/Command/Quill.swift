import ArgumentParser
import Console
import Host

/// The property wrapper, not the part of a syntax tree.
typealias Argument<Value> = ArgumentParser.Argument<Value>

@main
struct Quill: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "quill",
    abstract: "Write a trading strategy once; check it, explore it, backtest it.",
    discussion: """
      quill new my-idea                                   starts a strategy
      quill check my-idea/my-idea.quill                   says what is wrong with it
      quill test my-idea                                  runs the tests in its file
      quill backtest my-idea/my-idea.quill --data F.csv   trades it over bars
      quill eval 'rsi(close, 14)' --data F.csv            prints any expression, bar by bar
      quill backtest */*.quill --data A.csv B.csv         ranks strategies over several files
      quill plot my-idea/my-idea.quill --data F.csv       prints what it plots
      quill data import F.csv --as NAME                   keeps bars in the store
      quill live my-idea/my-idea.quill --feed replay:F.csv   trades it bar by bar, on paper

      Exit codes: 0 done, 1 strategy or data, 2 usage, 3 internal, 4 system, 75 busy.
      """,
    version: "quill 0.1.0",
    subcommands: [
      CheckCommand.self, FormatCommand.self, TestCommand.self, EvalCommand.self,
      BacktestCommand.self, PlotCommand.self, LiveCommand.self, DisassembleCommand.self,
      ExplainCommand.self,
      BuiltinsCommand.self, MetricsCommand.self,
      StrategiesCommand.self,
      NewCommand.self, ConfigCommand.self, ReplCommand.self, DataCommand.self,
    ])

  /// Parses, runs, and turns whatever is thrown into words and an exit code.
  static func main() {
    ignoreClosedPipes()
    let arguments = joiningNegatives(Array(CommandLine.arguments.dropFirst()))
    let log = LogOptions.format(in: arguments)
    do {
      var command = try parseAsRoot(arguments)
      try refuseRepeated("--data", in: arguments, of: command)
      try command.run()
    } catch let failure as Failure {
      failure.report(log)
      endProcess(failure.failureClass.exitCode)
    } catch let reported as Reported {
      endProcess(reported.exitCode)
    } catch is ClosedPipe {
      endProcess(0)
    } catch {
      finish(error, log)
    }
  }

  /// A number below 0 behind an option is its value, not an option of that name; so is a list whose
  /// first item is `-`.
  static func joiningNegatives(_ arguments: [String]) -> [String] {
    arguments.reduce(into: []) { joined, argument in
      let second = argument.dropFirst().first
      let isNegative =
        argument.first == "-" && (second == "." || second == "," || second?.isNumber == true)
      guard isNegative, let option = joined.last, option.hasPrefix("--"), option.count > 2,
        !option.contains("=")
      else { return joined.append(argument) }
      joined[joined.count - 1] = "\(option)=\(argument)"
    }
  }

  /// The last of several would be taken, and nothing said of the others.
  private static func refuseRepeated(
    _ option: String, in arguments: [String], of command: any ParsableCommand
  ) throws {
    if command is BacktestCommand { return }
    let given = arguments.prefix { $0 != "--" }.count {
      $0 == option || $0.hasPrefix("\(option)=")
    }
    guard given > 1 else { return }
    throw Failure(
      .usage, UsageKinds.value,
      "\(option) is given \(given) times, and this command reads one file",
      help: "the bars of another instrument are given with --with SYMBOL=FILE")
  }

  /// Help and version go to standard output; wrong usage ends with 2.
  private static func finish(_ error: any Error, _ log: LogOptions.Format) {
    let code = exitCode(for: error)
    if code == .success {
      try? Terminal.out(fullMessage(for: error) + "\n")
      endProcess(0)
    }
    if log == .json {
      Failure(.usage, code: "U0001", message(for: error)).report(log)
    } else {
      Terminal.say(fullMessage(for: error) + "\n")
    }
    endProcess(FailureClass.usage.exitCode)
  }
}
