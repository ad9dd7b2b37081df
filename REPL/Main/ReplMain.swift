import ArgumentParser
import Console
import Glibc
import Host
import ReplSession

/// `quill repl`, in a program of its own: the only one that is linked with readline.
@main
struct ReplMain: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "quill repl", abstract: ReplOptions.abstract, discussion: ReplOptions.discussion,
    version: "quill-repl 0.1.0")

  @OptionGroup var options: ReplOptions
  @OptionGroup var log: LogOptions

  static func main() {
    ignoreClosedPipes()
    let log = LogOptions.format(in: Array(CommandLine.arguments.dropFirst()))
    do {
      let command = try parse()
      try command.run()
    } catch let failure as Failure {
      failure.report(log)
      endProcess(failure.failureClass.exitCode)
    } catch is ClosedPipe {
      endProcess(0)
    } catch {
      let code = exitCode(for: error)
      guard code == .success else {
        Terminal.say(fullMessage(for: error) + "\n")
        endProcess(FailureClass.usage.exitCode)
      }
      try? Terminal.out(fullMessage(for: error) + "\n")
      endProcess(0)
    }
  }

  func run() throws {
    let environment = Environment.system
    let isPrompted = isatty(STDIN_FILENO) == 1 && !options.json
    let session = ReplSession(
      in: environment, settings: try Settings.load(in: environment),
      isColored: !options.json && Terminal.isColored(STDOUT_FILENO))
    var conversation = Conversation(session, asJSON: options.json, isPrompted: isPrompted)
    try conversation.begin(file: options.file, data: options.bars)
    if isPrompted {
      try Prompt(environment).run(&conversation)
    } else {
      try conversation.readAll()
    }
    // A script that went wrong says so by its exit code; at a prompt the person has seen it.
    if !isPrompted, conversation.hasFailed { endProcess(FailureClass.strategy.exitCode) }
  }
}
