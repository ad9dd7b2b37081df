internal import Compiler
internal import Machine
internal import Syntax
internal import TestSupport
internal import Testing

/// What is written in the prelude keeps the promises of `BuiltinContract`, too: every field of
/// every definition, with its standard lengths and with short ones.
@Suite struct PreludeContract {
  struct Call: Sendable, CustomStringConvertible {
    let text: String
    let definition: PreludeDefinition
    var memory: PreludeDefinition.Memory { definition.memory }
    /// True where every bar has a value, once warm.
    var isSteady: Bool { !definition.isSparse && definition.result != .flag }
    var description: String { text }

    var program: Program? {
      compile(expressions: [Source(name: "prelude", text: text)]).program
    }
  }

  static let calls: [Call] = PreludeDefinition.all.flatMap { definition in
    ["", short(definition)].flatMap { arguments in
      definition.parts.map {
        Call(text: "\(definition.name)(\(arguments))\($0)", definition: definition)
      }
    }
  }

  /// A quarter of every length that has a standard value.
  private static func short(_ definition: PreludeDefinition) -> String {
    definition.function.formals.compactMap { formal in
      guard case .number(let number, nil) = formal.standard?.kind, number > 2 else { return nil }
      return "\(formal.name.text): \(Int(number / 4) + 1)"
    }.joined(separator: ", ")
  }

  @Test(arguments: PreludeContract.calls)
  func chunkIndependence(_ call: Call) throws {
    let program = try #require(call.program)
    for market in [Market.mixed, .ties, .holes] {
      let bars = market.bars(300, seed: 1)
      let whole = try program.run(bars, cut: .every(300))[0]
      for cut in Cut.all(300, seed: 2) {
        let found = difference(try program.run(bars, cut: cut)[0], whole)
        #expect(found == nil, "\(market), \(cut): \(found ?? "")")
      }
    }
  }

  @Test(arguments: PreludeContract.calls)
  func causality(_ call: Call) throws {
    let program = try #require(call.program)
    var random = SplitMix64(seed: 3)
    let bars = Market.mixed.bars(150, seed: 4)
    let whole = try program.run(bars)[0]
    for _ in 0..<8 {
      let bar = random.whole(0...149)
      let other = bars.replacing(from: bar) { _ in random.hostileBar() }
      let found = difference(try program.run(other)[0].prefix(bar), whole.prefix(bar))
      #expect(found == nil, "bar \(bar): \(found ?? "")")
    }
  }

  @Test(arguments: PreludeContract.calls)
  func warmUp(_ call: Call) throws {
    let program = try #require(call.program)
    let warmUp = try VirtualMachine(program, values: []).warmUp
    guard call.isSteady else { return }
    let numbers = try program.run(Market.calm.bars(200, seed: 5))[0].map(Double.init(bitPattern:))
    for (row, number) in numbers.enumerated() {
      // What remembers for ever may start with its seed before all of its parts are warm.
      if row < warmUp && call.memory == .open { continue }
      #expect(number.isNaN == (row < warmUp), "row \(row): \(number), warm-up \(warmUp)")
    }
  }

  @Test(arguments: PreludeContract.calls)
  func recovery(_ call: Call) throws {
    let program = try #require(call.program)
    let warmUp = try VirtualMachine(program, values: []).warmUp
    let hole = 100..<103
    let bars = Market.calm.bars(250, seed: 6).replacing(rows: hole) { _ in
      [.nan, .nan, .nan, .nan, .nan]
    }
    let whole = try program.run(bars)[0]
    let after = try program.run(bars.rows(hole.upperBound..<bars.count))[0]
    if call.memory == .finite {
      let found = difference(
        whole.dropFirst(hole.upperBound + warmUp), after.dropFirst(warmUp))
      #expect(found == nil, "\(found ?? "")")
    } else if call.isSteady {
      for bits in whole.dropFirst(hole.upperBound + warmUp) {
        #expect(!Double(bitPattern: bits).isNaN)
      }
    }
  }
}
