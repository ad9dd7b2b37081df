import ArgumentParser
import Console
import Host

struct NewCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new", abstract: "Start a strategy: a folder with a file that runs.",
    discussion: "Example: quill new my-idea && quill check my-idea/my-idea.quill")

  @Argument(help: "Name of the folder and the file.") var name: String
  @OptionGroup var output: OutputOptions
  @OptionGroup var log: LogOptions

  func run() throws {
    let letters = name.utf8.allSatisfy { byte in
      (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte) || (0x30...0x39).contains(byte)
        || byte == 0x2D || byte == 0x5F
    }
    guard letters, (1...64).contains(name.utf8.count) else {
      throw Failure(.usage, UsageKinds.name, "\"\(name)\" cannot be the name of a strategy")
    }
    let disk = Environment.system.disk
    if (try? disk.status(name)) != nil {
      throw Failure(.usage, UsageKinds.exists, "\(name) is already there")
    }
    try disk.makeFolder(name)
    let path = "\(name)/\(name).quill"
    try disk.write(path, Array(template.utf8))
    if output.json {
      return try Terminal.out(
        JSON.object([("schema", "quill.new/1"), ("file", .text(path))]).text() + "\n")
    }
    try Terminal.out(
      "made \(path)\nnext: quill test \(path)\n      quill backtest \(path) --data YOUR.csv\n")
  }

  private var template: String {
    """
    strategy "\(name)"

    param fast = 10 in 5..30
    param slow = 30 in 20..100
    require fast < slow

    let quick = sma(close, fast)
    let calm = sma(close, slow)

    enter long when quick crosses above calm

    exit long when quick crosses below calm

    test "buys a market that begins to rise, sells when it has turned" {
      bars close: flat(100, 40), ramp(to: 120, 20), ramp(to: 90, 30)
      expect never entered at 0..40
      expect entered long at 41
      expect exited long at 60..75
    }

    """
  }
}
