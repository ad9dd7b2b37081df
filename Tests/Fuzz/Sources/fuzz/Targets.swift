import Compiler
import Foundation
import Machine
import Syntax
import TestSupport

/// Something that takes inputs, each made of a seed.
struct Target: Sendable {
  let name: String
  /// What `holds` gives true for.
  let kept: String
  /// Tries the input of a seed; throws a `Finding` where something does not hold.
  let holds: @Sendable (UInt64) throws -> Bool
  var shown: @Sendable (UInt64) -> String = { "\($0)" }
}

enum Targets {
  static let all = [lexer, parser, checker, verifier]

  static func named(_ name: String) -> Target? { (all + canaries).first { $0.name == name } }

  private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  // MARK: - Texts

  static let lexer = Target(
    name: "lexer", kept: "complete",
    holds: { seed in
      let source = Source(name: "fuzz", bytes: Texts.text(seed))
      let input = Input(source)
      var last = 0
      for span in input.expressions {
        guard span.start >= 0, span.end <= source.bytes.count, span.start >= last || last == 0
        else { throw Finding(what: "a span out of place: \(span)") }
        last = span.start
      }
      return !input.wantsMore
    }, shown: { text(Texts.text($0)) })

  static let parser = Target(
    name: "parser", kept: "sound",
    holds: { seed in
      let source = Source(name: "fuzz", bytes: Texts.text(seed))
      let result = parse(source)
      try check(result.diagnostics, source, most: Limits.problems + 1)
      let (_, problems) = parseExpression(source)
      try check(problems, source, most: Limits.problems + 1)
      _ = Mending(of: source, result.diagnostics, guesses: true)
      guard result.diagnostics.isEmpty else { return false }
      let once = format(source).text
      let again = parse(Source(name: "once", text: once))
      guard again.diagnostics.allSatisfy({ $0.severity != .error }),
        dump(again.tree) == dump(result.tree)
      else { throw Finding(what: "formatting makes another tree") }
      guard format(again.source).text == once else { throw Finding(what: "formatted twice") }
      return true
    }, shown: { text(Texts.text($0)) })

  private static func check(_ problems: [Diagnostic], _ source: Source, most: Int) throws {
    guard problems.count <= most else { throw Finding(what: "\(problems.count) problems") }
    var previous = 0
    for problem in problems {
      guard problem.span.start >= previous, problem.span.end <= source.bytes.count else {
        throw Finding(what: "\(problem.code) stands at \(problem.span)")
      }
      previous = problem.span.start
      for edit in problem.fix?.edits ?? [] where edit.span.end > source.bytes.count {
        throw Finding(what: "\(problem.code) edits \(edit.span)")
      }
      guard !problem.terminalText(in: source, colored: true).isEmpty else {
        throw Finding(what: "\(problem.code) has no words")
      }
    }
  }

  // MARK: - Meaning

  static let checker = Target(
    name: "checker", kept: "programs",
    holds: { seed in
      let source = Source(name: "fuzz", bytes: Texts.program(seed))
      let compilation = compile(source)
      try check(compilation.diagnostics, source, most: Limits.problems + 1)
      if compilation.diagnostics.contains(where: { $0.code == "E0999" }) {
        throw Finding(what: "an internal error")
      }
      guard compilation.hasErrors || compilation.program != nil else {
        throw Finding(what: "no program, and no error")
      }
      if let program = compilation.program {
        do { try program.verify() } catch { throw Finding(what: "does not verify: \(error)") }
      }
      if seed % 16 == 0 { try mend(source, compilation) }
      return compilation.program != nil
    }, shown: { text(Texts.program($0)) })

  private static func mend(_ source: Source, _ before: Compilation) throws {
    let mended = Mended(source, guesses: true)
    let after = compile(mended.source)
    guard after.diagnostics.map(\.code) == mended.compilation.diagnostics.map(\.code) else {
      throw Finding(what: "what is written is not what was checked")
    }
    guard before.program == nil || after.program != nil else {
      throw Finding(what: "mending took the program away")
    }
  }

  // MARK: - Programs

  private static let programs: [Program] = {
    var programs = Specimen.all
    for seed in 0..<40 {
      var scripts = Scripts(seed: UInt64(seed))
      let text = scripts.strategy(seesAccount: seed % 2 == 0)
      if let program = compile(Source(name: "seed", text: text)).program {
        programs.append(program)
      }
    }
    return programs
  }()

  static let verifier = Target(
    name: "verifier", kept: "accepted",
    holds: { seed in
      var dice = SplitMix64(seed: seed)
      var mutant = Mutant(program: dice.pick(programs))
      for _ in 0..<dice.pick([1, 1, 1, 2, 3, 8]) { mutant.change(&dice) }
      guard (try? mutant.program.verify()) != nil else { return false }
      _ = mutant.program.disassembly
      _ = mutant.program.hash
      let bars = Market.mixed.bars(24, seed: seed % 64)
      let values = mutant.program.parameters.map(\.standard)
      guard
        var machine = try? VirtualMachine(
          mutant.program, values: values, room: 8, surroundings: .trial(bars))
      else { return false }
      for start in stride(from: 0, to: 24, by: 8) {
        machine.advance(bars, rows: start..<(start + 8))
        for row in 0..<8 {
          machine.decide(row: row, account: AccountValues(capital: 1_000))
        }
      }
      let snapshot = machine.snapshot()
      do { try machine.restore(snapshot) } catch { throw Finding(what: "no way back: \(error)") }
      return true
    })

  // MARK: - Canaries

  /// Where the canaries have their defect.
  static let planted: UInt64 = 1_234

  static let canaries = [
    Target(
      name: "canary-trap", kept: "",
      holds: { seed in
        // An index that is out of range at one seed, as a mistake would have it.
        let few = [1, 2, 3]
        return few[seed == planted ? Int(seed) : 0] > 0
      }),
    Target(
      name: "canary-hang", kept: "",
      holds: { seed in
        var state = seed
        while seed == planted { state = state &* 6_364_136_223_846_793_005 &+ 1 }
        return state > 0
      }),
    Target(
      name: "canary-wrong", kept: "",
      holds: { seed in
        if seed == planted { throw Finding(what: "wrong on purpose") }
        return true
      }),
  ]
}
