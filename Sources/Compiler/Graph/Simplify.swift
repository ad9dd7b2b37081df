internal import Machine
internal import Syntax

/// Rewrites that keep every bit: constants are computed, conditions that cannot matter disappear.
/// Sums and products of floating-point numbers are never rearranged.
extension Graph {
  /// An operation over operands of a bank, simplified. The table has a row for it: the tests see to
  /// that.
  mutating func apply(
    _ operation: Operation, _ bank: Bank, _ operands: [Edge], _ origin: Span
  ) -> Edge {
    guard let row = operation.row(bank) else { return operands[0] }
    return apply(row, operands, [], origin)
  }

  /// A builtin over operands and scalars, simplified.
  mutating func apply(
    _ row: Int, _ operands: [Edge], _ scalars: [NodeID], _ origin: Span
  ) -> Edge {
    if let operation = Row.all[row].operation, let edge = simplified(operation, operands),
      !isInput(edge)
    {
      return edge
    }
    let id = call(row, operands, scalars, origin)
    guard nodes[id.index].binding == .constant, let bits = nodes[id.index].standard else {
      return Edge(id)
    }
    return Edge(constant(bits: bits, nodes[id.index].bank, origin))
  }

  /// True for a column of the market. Window sums over one are exact, over a computed series they
  /// are not: so nothing that is computed may become one.
  func isInput(_ edge: Edge) -> Bool {
    switch nodes[edge.node.index].kind {
    case .input: true
    case .sample(let source): isInput(source)
    default: false
    }
  }

  private func simplified(_ operation: Operation, _ operands: [Edge]) -> Edge? {
    switch operation {
    case .not: undone(operands[0])
    case .and: conjunction(operands[0], operands[1])
    case .or: disjunction(operands[0], operands[1])
    case .choose: chosen(operands[0], operands[1], operands[2])
    case .multiply: product(operands[0], operands[1])
    case .divide: isOne(operands[1]) ? operands[0] : nil
    default: nil
    }
  }

  /// `not not c` is `c`.
  private func undone(_ operand: Edge) -> Edge? {
    guard operand.shift == .none,
      case .call(let row, let inner, _) = nodes[operand.node.index].kind,
      Row.all[row].operation == .not
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
    guard edge.shift == .none, case .constant(let bits) = nodes[edge.node.index].kind,
      nodes[edge.node.index].bank == .flag
    else { return nil }
    return bits != 0
  }

  private func isOne(_ edge: Edge) -> Bool {
    guard edge.shift == .none, case .constant(let bits) = nodes[edge.node.index].kind else {
      return false
    }
    return bits == (1.0).bitPattern && nodes[edge.node.index].bank == .number
  }
}
