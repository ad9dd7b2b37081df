public import Machine

/// A program that holds one of everything: every kind of instruction, every kernel shape, a loop.
public enum Specimen {
  /// Both programs.
  public static let all = [program(), clockwork()]

  public static func program() -> Program {
    var assembler = Assembler(title: "specimen")
    let length = assembler.parameter("length", 5)
    let two = assembler.constant(2)
    let double = assembler.once(assembler.row("multiply", [.number, .number]), [length, two])
    let close = assembler.column(.close)
    let words = assembler.words(.close)
    let average = assembler.call(
      assembler.row("sma", [.word]), [Operand(words)], scalars: [double])
    let late = assembler.call(
      assembler.row("sma", [.word]), [Operand(words, .fixed(3))], scalars: [length])
    let smooth = assembler.call("ema", [average], [3, 0])
    let spread = assembler.call("stdev", [smooth], [4])
    let top = assembler.call("highest", [close], [6])
    let crosses = assembler.call("crosses_above", [close, late])
    let event = assembler.call("value_when", [crosses, top], [1])
    let time = assembler.supply(.time)
    let later = assembler.call("later", [assembler.supply(.timeClose), time])
    let index = assembler.supply(.barIndex)
    let delayed = assembler.call(
      assembler.row("add", [.number, .number]),
      [Operand(index, .once(double)), Operand(assembler.splat(two), .fixed(1))])
    let outputs = [
      average, late, smooth, spread, top, event, delayed, total(close, &assembler),
      folded(close, length, &assembler),
    ]
    for (number, slot) in outputs.enumerated() { assembler.output(slot, as: "number\(number)") }
    assembler.output(crosses, as: "crosses")
    assembler.output(later, as: "later")
    assembler.output(time, as: "time")
    return assembler.program
  }

  /// The same for clocks: every kind of them, one inside another, a loop of a slow one, and one
  /// through a condition.
  public static func clockwork() -> Program {
    var assembler = Assembler(title: "clockwork")
    let length = assembler.parameter("length", 5)
    let close = assembler.column(.close)
    let open = assembler.column(.open)
    let rises = assembler.call("greater", [close, open])
    let event = assembler.clock(.condition, where: rises)
    let seen = assembler.sample(Operand(close, .fixed(1)), at: event.number)
    let average = assembler.call("ema", [seen], [3, 0])
    let often = assembler.hold(Operand(average))
    var outputs = [often, assembler.hold(Operand(seen, .fixed(2)))]
    if let days = Timeframe(3, .day), let months = Timeframe(1, .month) {
      let slow = assembler.clock(.timeframe(days))
      let words = assembler.words(.close, clock: slow.number)
      let late = assembler.call(
        assembler.row("sma", [.word]), [Operand(words)], scalars: [length])
      let top = assembler.call("highest", [assembler.column(.high, clock: slow.number)], [2])
      let inner = assembler.clock(
        .condition, of: slow.number, where: assembler.call("greater", [top, late]))
      let twice = assembler.hold(
        Operand(assembler.sample(Operand(top), at: inner.number)))
      outputs += [late, top, twice, total(top, &assembler)].map { assembler.hold(Operand($0)) }
      let other = assembler.clock(.instrument("OTHER"))
      let month = assembler.clock(.timeframe(months), of: other.number)
      let low = assembler.column(.low, clock: month.number)
      let day = assembler.reading(
        .part(.day, zone: nil), of: assembler.supply(.timeClose, clock: month.number), .number)
      for slot in [low, day, assembler.supply(.barIndex, clock: month.number)] {
        outputs.append(assembler.hold(Operand(assembler.hold(Operand(slot)))))
      }
      outputs += [slow.tick, assembler.hold(Operand(month.tick))]
    }
    let time = assembler.supply(.time)
    outputs.append(assembler.reading(.open, of: time, .flag))
    for (number, slot) in outputs.enumerated() { assembler.output(slot, as: "output\(number)") }
    return assembler.program
  }

  /// `sum(i in 2..length: close[i + 2] * i)`, with `length` a parameter.
  private static func folded(
    _ close: Slot, _ length: Slot, _ assembler: inout Assembler
  ) -> Slot {
    let two = assembler.constant(2)
    let zero = assembler.splat(assembler.constant(0))
    let (sum, variable) = assembler.fold(from: two, to: length, first: zero, body: 5)
    let back = assembler.scalar(assembler.row("add", [.number, .number]), [variable, two])
    let index = assembler.vary(variable)
    let product = assembler.call(
      assembler.row("multiply", [.number, .number]), [Operand(close, .once(back)), Operand(index)])
    let next = assembler.call(
      assembler.row("add", [.number, .number]), [Operand(sum), Operand(product)])
    assembler.carry(next, to: sum)
    return sum
  }

  /// `from 0 next prev + close`: a loop that reads its own past.
  private static func total(_ close: Slot, _ assembler: inout Assembler) -> Slot {
    let zero = assembler.splat(assembler.constant(0), clock: close.clock)
    let previous = Operand(
      assembler.coming(.number, after: 1, clock: close.clock), .fixed(1))
    assembler.loop(2)
    let next = assembler.call(
      assembler.row("add", [.number, .number]), [previous, Operand(close)])
    return assembler.call(
      assembler.row("from", [.number, .number, .number]),
      [previous, Operand(zero), Operand(next)])
  }
}
