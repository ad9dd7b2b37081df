internal import Machine
internal import TestSupport
internal import Testing

/// What every row of the builtin table promises, checked over the whole table: a row that is added
/// is covered by being there.
@Suite struct BuiltinContract {
  static let rows = 200

  @Test("the same bits however the rows are cut", arguments: Trial.all)
  func chunkIndependence(_ trial: Trial) throws {
    for market in [Market.mixed, .ties, .holes] {
      let bars = market.bars(BuiltinContract.rows, seed: 11)
      let whole = try trial.run(bars, cut: .every(bars.count))
      for cut in Cut.all(bars.count, seed: 12) {
        let found = difference(try trial.run(bars, cut: cut), whole)
        #expect(found == nil, "\(market), \(cut): \(found ?? "")")
      }
    }
  }

  @Test("chunks of hostile numbers give the same bits, too", arguments: Trial.all)
  func hostileChunks(_ trial: Trial) throws {
    for dress in Trial.Dress.allCases {
      let bars = hostileBars(BuiltinContract.rows, seed: 13)
      let whole = try trial.run(bars, cut: .every(bars.count), dress)
      for cut in Cut.all(bars.count, seed: 14) {
        let found = difference(try trial.run(bars, cut: cut, dress), whole)
        #expect(found == nil, "\(dress), \(cut): \(found ?? "")")
      }
    }
  }

  @Test("a later bar changes nothing before it, nor does its absence", arguments: Trial.all)
  func causality(_ trial: Trial) throws {
    var dice = SplitMix64(seed: 21)
    for market in [Market.mixed, .holes] {
      let bars = market.bars(120, seed: 22)
      let whole = try trial.run(bars)
      for _ in 0..<6 {
        let bar = dice.whole(0...119)
        let other = bars.replacing(from: bar) { _ in dice.hostileBar() }
        let changed = difference(try trial.run(other).prefix(bar), whole.prefix(bar))
        #expect(changed == nil, "\(market), bar \(bar) changed: \(changed ?? "")")
        let cut = difference(try trial.run(bars.rows(0..<bar)), whole.prefix(bar))
        #expect(cut == nil, "\(market), cut at \(bar): \(cut ?? "")")
      }
    }
  }

  @Test("missing before the look-back, there from it on", arguments: Trial.all)
  func warmUp(_ trial: Trial) throws {
    let machine = try VirtualMachine(trial.program(), values: [])
    #expect(machine.warmUp == trial.lookback + conditionLookback(trial))
    guard trial.builtin.result == .number, trial.startsByItself else { return }
    // Between 0.1 and 0.9, where every function has a value.
    var dice = SplitMix64(seed: 31)
    let bars = Bars(
      rows: (0..<80).map { _ in (0..<5).map { _ in Double(dice.whole(10...90)) / 100 } })
    let numbers = try trial.numbers(bars)
    for (row, number) in numbers.enumerated() {
      #expect(
        number.isNaN == (row < trial.lookback),
        "row \(row) is \(number), the look-back is \(trial.lookback)")
    }
  }

  private func conditionLookback(_ trial: Trial) -> Int {
    trial.builtin.parameters.contains { $0.kind == .flag } ? 1 : 0
  }

  @Test("any start gives the same bits to what has a finite memory", arguments: Trial.all)
  func anyStart(_ trial: Trial) throws {
    guard trial.builtin.memory == .finite else { return }
    for market in Market.allCases {
      let bars = market.bars(BuiltinContract.rows, seed: 41)
      let whole = try trial.run(bars)
      for start in [1, 2, 3, 50, 101] {
        let later = try trial.run(bars.rows(start..<bars.count))
        let first = trial.lookback + conditionLookback(trial)
        let found = difference(later.dropFirst(first), whole.dropFirst(start + first))
        #expect(found == nil, "\(market) from bar \(start): \(found ?? "")")
      }
    }
  }

  @Test("a hole, or anything hostile, leaves finite rows with their window", arguments: Trial.all)
  func recovery(_ trial: Trial) throws {
    guard trial.builtin.memory == .finite else { return }
    var dice = SplitMix64(seed: 51)
    for market in [Market.calm, .offGrid, .ties] {
      let bars = market.bars(120, seed: 52)
      let hole = 40..<43
      let after = try trial.run(bars.rows(hole.upperBound..<bars.count))
      let first = trial.lookback + conditionLookback(trial)
      for attempt in 0..<12 {
        let broken = bars.replacing(rows: hole) { _ in
          attempt == 0 ? [.nan, .nan, .nan, .nan, .nan] : dice.hostileBar()
        }
        let whole = try trial.run(broken)
        let found = difference(
          whole.dropFirst(hole.upperBound + first), after.dropFirst(first))
        let numbers = (0..<3).map { broken.numbers(hole.lowerBound + $0) }
        #expect(found == nil, "\(market), after \(numbers): \(found ?? "")")
      }
    }
  }

  @Test("rows that fade or never forget go on behind a hole", arguments: Trial.all)
  func resumption(_ trial: Trial) throws {
    guard trial.builtin.memory != .finite, trial.startsByItself else { return }
    let first = trial.lookback + 20
    let hole = first..<(first + 4)
    let bars = Market.calm.bars(first + 60, seed: 61).replacing(rows: hole) { _ in
      [.nan, .nan, .nan, .nan, .nan]
    }
    let numbers = try trial.numbers(bars)
    #expect(!numbers[first - 1].isNaN)
    for row in hole.upperBound..<bars.count { #expect(!numbers[row].isNaN, "row \(row)") }
  }

  @Test("the seed of what fades weighs less than 1e-9 where it is settled", arguments: Trial.all)
  func settling(_ trial: Trial) throws {
    guard trial.builtin.memory == .fading else { return }
    let settled = trial.builtin.settled(trial.scalars)
    #expect(settled >= trial.lookback)
    let bars = Market.calm.bars(settled + 300, seed: 71)
    let whole = try trial.numbers(bars)
    let later = try trial.numbers(bars.rows(100..<bars.count))
    // Prices are about 100; the third operand is a volume of at most 10,000.
    let operands = trial.builtin.parameters.filter { !$0.isScalar }
    let size = operands.count > 2 ? 10_000.0 : 100
    for row in settled..<(settled + 200) {
      let (a, b) = (whole[row + 100], later[row])
      #expect((a - b).magnitude <= 1e-9 * size, "row \(row): \(a) against \(b)")
    }
  }

  @Test("no input traps", arguments: Trial.all)
  func hostileInput(_ trial: Trial) throws {
    for count in [0, 1, 2, 3, 200] {
      for seed in UInt64(1)...4 {
        for dress in Trial.Dress.allCases {
          let bars = hostileBars(count, seed: 80 + seed)
          #expect(try trial.run(bars, cut: .every(7), dress).count == count)
        }
      }
    }
  }

  private func hostileBars(_ count: Int, seed: UInt64) -> Bars {
    var dice = SplitMix64(seed: seed)
    return Bars(rows: (0..<count).map { _ in dice.hostileBar() })
  }

  @Test("what a row says of itself is there and is not said twice")
  func manual() {
    var signatures: Set<String> = []
    for builtin in Builtin.all {
      #expect(!builtin.summary.isEmpty && builtin.summary.hasSuffix("."), "\(builtin.name)")
      #expect(!builtin.formula.isEmpty && !builtin.source.isEmpty, "\(builtin.name)")
      #expect(builtin.example.close.count == builtin.example.gives.count, "\(builtin.name)")
      let signature =
        "\(builtin.name) \(builtin.parameters.map(\.kind)) \(builtin.parameters.count)"
      #expect(signatures.insert(signature).inserted, "\(signature) is there twice")
      let optional = builtin.parameters.map { $0.standard != nil }
      #expect(optional == optional.sorted { !$0 && $1 }, "\(builtin.name): a gap in its defaults")
    }
  }
}

extension Bars {
  /// The same bars with other numbers in some rows.
  func replacing(rows: Range<Int>, _ change: ([Double]) -> [Double]) -> Bars {
    var row = -1
    return replacing(from: 0) { numbers in
      row += 1
      return rows.contains(row) ? change(numbers) : numbers
    }
  }
}
