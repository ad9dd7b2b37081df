public import Machine

/// A program that holds one of everything: every kind of instruction, every kernel shape, a loop.
public enum Specimen {
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
    let outputs = [average, late, smooth, spread, top, event, delayed, total(close, &assembler)]
    for (number, slot) in outputs.enumerated() { assembler.output(slot, as: "number\(number)") }
    assembler.output(crosses, as: "crosses")
    assembler.output(later, as: "later")
    assembler.output(time, as: "time")
    return assembler.program
  }

  /// `from 0 next prev + close`: a loop that reads its own past.
  private static func total(_ close: Slot, _ assembler: inout Assembler) -> Slot {
    let zero = assembler.splat(assembler.constant(0))
    let previous = Operand(assembler.coming(.number, after: 1), .fixed(1))
    assembler.loop(2)
    let next = assembler.call(
      assembler.row("add", [.number, .number]), [previous, Operand(close)])
    return assembler.call(
      assembler.row("from", [.number, .number, .number]),
      [previous, Operand(zero), Operand(next)])
  }
}
