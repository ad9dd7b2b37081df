internal import Machine
internal import Syntax

/// Rewrites that keep every bit: constants are computed, conditions that cannot matter disappear.
/// Sums and products of floating-point numbers are never rearranged.
extension Graph {
  /// An operator over operands, simplified.
  mutating func apply(_ row: Int, _ operands: [Edge], _ origin: Span) -> Edge {
    apply(row, operands, [], origin)
  }

  /// A builtin over operands and scalars, simplified.
  mutating func apply(
    _ row: Int, _ operands: [Edge], _ scalars: [NodeID], _ origin: Span
  ) -> Edge {
    if let edge = simplified(Builtin.all[row].symbol, operands, origin) { return edge }
    let id = call(row, operands, scalars, origin)
    let node = self[id]
    guard node.binding == .constant, let bits = node.standard else { return Edge(id) }
    return Edge(constant(bits: bits, node.bank, origin))
  }

  private mutating func simplified(
    _ symbol: String?, _ operands: [Edge], _ origin: Span
  ) -> Edge? {
    switch symbol {
    case "not": undone("not", operands[0])
    case "and": conjunction(operands[0], operands[1])
    case "or": disjunction(operands[0], operands[1])
    case "if": chosen(operands[0], operands[1], operands[2])
    case "*": product(operands[0], operands[1])
    case "/": isOne(operands[1]) ? operands[0] : nil
    default: nil
    }
  }

  /// `not not c` is `c`.
  private func undone(_ symbol: String, _ operand: Edge) -> Edge? {
    guard operand.shift == .none,
      case .call(let row, let inner, _) = self[operand.node].kind,
      Builtin.all[row].symbol == symbol
    else { return nil }
    return inner[0]
  }

  private func conjunction(_ left: Edge, _ right: Edge) -> Edge? {
    if left == right { return left }
    switch (flag(left), flag(right)) {
    case (true, _), (_, false): return right
    case (_, true), (false, _): return left
    default: return nil
    }
  }

  private func disjunction(_ left: Edge, _ right: Edge) -> Edge? {
    if left == right { return left }
    switch (flag(left), flag(right)) {
    case (false, _), (_, true): return right
    case (_, false), (true, _): return left
    default: return nil
    }
  }

  private func chosen(_ condition: Edge, _ yes: Edge, _ no: Edge) -> Edge? {
    if yes == no { return yes }
    return flag(condition).map { $0 ? yes : no }
  }

  private func product(_ left: Edge, _ right: Edge) -> Edge? {
    if isOne(right) { return left }
    return isOne(left) ? right : nil
  }

  /// The value of a flag that is known when the file is compiled.
  func flag(_ edge: Edge) -> Bool? {
    guard edge.shift == .none, self[edge.node].bank == .flag,
      case .constant(let bits) = self[edge.node].kind
    else { return nil }
    return bits != 0
  }

  private func isOne(_ edge: Edge) -> Bool {
    edge.shift == .none && self[edge.node].bank == .number
      && self[edge.node].kind == .constant((1.0).bitPattern)
  }
}
