import ArgumentParser
import Backtest
import Compiler
import Console
import Host
import Machine
import Market
import Syntax
import Trading

struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Say what is wrong with a strategy, and what it needs.",
    discussion: """
      Example: quill check Strategies/sma-cross/sma-cross.quill
               quill check --fix --dry-run Strategies/*/*.quill
               quill check --prove Strategies/sma-cross/sma-cross.quill \\
                 --data Strategies/data/sp500_daily.csv

      --fix applies the fixes of all problems that have one, checks what they give, and writes the file
      where it is the better for it; everything else in it stays as it is, byte for byte. --dry-run shows
      what would change instead. Fixes that are only likely are left to you; --guess applies them too.
      The exit code is 1 where errors are left.

      --prove runs the program over the bars in many ways: cut into chunks of other sizes, without the
      bars behind some row, with other bars behind it, stopped and gone on with. Every column must be
      the same bit for bit wherever its bars are.

      With --json and several files there is one object a line for each.
      """)

  @Argument(help: "A .quill file, or several.", completion: .file(extensions: ["quill"]))
  var files: [String]
  @Flag(help: "Apply the fixes of its problems.") var fix = false
  @Flag(help: "With --fix: show what would change, and write nothing.") var dryRun = false
  @Flag(help: "With --fix: apply fixes that are only likely, too.") var guess = false
  @Flag(help: "Take warnings for errors.") var strict = false
  @Flag(help: "Try to catch it at knowing the future, over the bars of --data.") var prove = false
  @Option(
    help: ArgumentHelp("Bars for --prove, as CSV, plain or gz.", valueName: "[SYMBOL=]FILE"),
    completion: .file(extensions: ["csv", "gz"]))
  var data: String?
  @OptionGroup var market: MarketOptions
  @Option(help: ArgumentHelp("Sets a parameter for --prove.", valueName: "name=value"))
  var set: [String] = []
  @Option(help: "What --prove draws its cuts from.") var seed: UInt64 = 1
  @OptionGroup var output: OutputOptions
  @OptionGroup var log: LogOptions

  func validate() throws {
    if prove, data == nil { throw ValidationError("--prove needs bars: --data FILE") }
    if prove, files.count > 1 || fix { throw ValidationError("--prove takes one file, as it is") }
    if !prove, data != nil || !set.isEmpty {
      throw ValidationError("--data and --set are for --prove")
    }
    if !fix, dryRun || guess { throw ValidationError("--dry-run and --guess are for --fix") }
  }

  func run() throws {
    var code: Int32 = 0
    for file in files { code = max(code, try check(file)) }
    if code > 0 { throw Reported(exitCode: code) }
  }

  /// Checks one file and shows what is found; returns the exit code.
  private func check(_ file: String) throws -> Int32 {
    let strategy = StrategyFile(path: file)
    var source = try strategy.source(in: .system)
    var compilation: Compilation
    var fixes: FixRun?
    if fix {
      var run = FixRun(source, guesses: guess) { strategy.compiled($0, in: .system) }
      if !dryRun { try run.write(file, in: .system) }
      (source, compilation) = (run.mended.source, run.mended.compilation)
      fixes = run
    } else {
      compilation = strategy.compiled(source, in: .system)
    }
    compilation.addAdvice(strict: strict)
    var certificate: Certificate?
    if prove, let program = compilation.program {
      certificate = try self.certificate(program, source)
    }
    if output.json {
      try Terminal.out(
        json(file, compilation, source, fixes, certificate).text(indented: files.count == 1) + "\n")
    } else {
      if let fixes {
        if dryRun { try Terminal.out(fixes.diff) }
        Terminal.say(fixes.text(isDry: dryRun))
      }
      Terminal.say(
        terminalText(
          of: compilation.diagnostics, in: source, colored: Terminal.isColored(2)))
      if let program = compilation.program, !compilation.hasErrors, !dryRun {
        try Terminal.out(summary(program, compilation))
      }
      if let certificate { try Terminal.out("\n" + certificate.text) }
    }
    if compilation.program == nil || compilation.hasErrors { return 1 }
    if let certificate, !certificate.proof.holds { return 3 }
    return 0
  }

  private func certificate(_ program: Program, _ source: Source) throws -> Certificate {
    let options = BarsOptions(data: data ?? "", market: market)
    let data = try options.load(for: program, threads: 0, log: log)
    let values = try program.values(try set.map(ParameterSetting.init))
    let terms = Terms(
      capital: try Money("10000"),
      instrument: try Instrument(symbol: options.source.symbol, tick: options.facts.tick))
    if StrategyFile.isPortfolio(source) {
      throw Failure(
        .usage, UsageKinds.value, "--prove takes a strategy, and this is a portfolio",
        help: "prove the strategies it is made of, one at a time")
    }
    let prover = Prover(
      program, values: values, bars: data.bars, surroundings: data.surroundings, terms: terms,
      seed: seed)
    let proof: Proof
    let progress = Progress("proving", in: .system)
    do {
      proof = try prover.prove { progress.show($0, of: $1) }
      progress.end()
    } catch {
      throw Failure(error, in: source)
    }
    if proof.holds, proof.decided == 0 {
      throw Failure(
        .strategy, UsageKinds.run, "nothing is proved: the warm-up takes all \(proof.bars) bars",
        help: "give more bars with --data")
    }
    return Certificate(proof: proof, program: program, data: options.source.path, source: source)
  }

  private func summary(_ program: Program, _ compilation: Compilation) -> String {
    var table = TextTable(columns: [
      ("name", .left), ("type", .left), ("known", .left), ("look-back", .right), ("memory", .left),
    ])
    for fact in compilation.facts {
      table.rows.append([
        fact.name, fact.type, fact.binding.spelling, fact.lookbacks, fact.memoryWords,
      ])
    }
    let parameters = program.parameters.map { "\($0.name) = \($0.spelledStandard)" }
    var text = "\"\(program.title)\" is fine: \(program.orders.count) orders"
    if !parameters.isEmpty { text += ", parameters \(parameters.joined(separator: ", "))" }
    text += ", program \(hexadecimal(program.hash))\n"
    return text + (table.rows.isEmpty ? "" : "\n" + table.text())
  }

  private func json(
    _ file: String, _ compilation: Compilation, _ source: Source, _ fixes: FixRun?,
    _ certificate: Certificate?
  ) -> JSON {
    .object([
      ("schema", "quill.check/1"), ("file", .text(file)),
      ("ok", .bool(compilation.program != nil && !compilation.hasErrors)),
      ("title", .optional(compilation.program?.title)),
      ("program", .optional(compilation.program.map { hexadecimal($0.hash) })),
      ("problems", .array(compilation.diagnostics.map { $0.json(in: source) })),
      (
        "parameters",
        .array((compilation.program?.parameters ?? []).map(\.json))
      ),
      (
        "facts",
        .array(
          compilation.facts.map {
            .object([
              ("name", .text($0.name)), ("type", .text($0.type)),
              ("binding", .text($0.binding.spelling)),
              ("lookback", .integer($0.lookback)),
              (
                "slow",
                .array(
                  $0.slow.map {
                    .object([("clock", .text($0.clock)), ("bars", .integer($0.bars))])
                  })
              ), ("memory", .text($0.memoryWords)),
              ("line", .integer(source.place($0.span.start).line)),
            ])
          })
      ),
      ("proof", certificate?.json ?? nil), ("fixed", fixes?.json ?? .null),
    ])
  }
}
