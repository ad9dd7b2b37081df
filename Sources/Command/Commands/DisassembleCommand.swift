import ArgumentParser
import Console
import Host
import Machine

struct DisassembleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "disasm", abstract: "Print the bytecode of a strategy.",
    discussion: "Example: quill disasm Strategies/sma-cross/sma-cross.quill")

  @Argument(help: "A .quill file.", completion: .file(extensions: ["quill"])) var file: String
  @OptionGroup var output: OutputOptions
  @OptionGroup var log: LogOptions

  func run() throws {
    let (_, _, program) = try StrategyFile(path: file).program(in: .system)
    let text = program.disassembly
    guard output.json else { return try Terminal.out(text) }
    let lines = text.split(separator: "\n").map { JSON.text(String($0)) }
    try Terminal.out(
      JSON.object([
        ("schema", "quill.disasm/1"), ("program", .text(hexadecimal(program.hash))),
        ("format", .integer(Program.formatVersion)), ("lines", .array(lines)),
      ]).text() + "\n")
  }
}
