internal import Machine
internal import Syntax

/// `entry.price` and `at_entry(x)`: what an exit knows of each open entry. They have no past.
extension Elaborator {
  mutating func entry(_ field: EntryField, _ span: Span) -> Value {
    guard hasAccount else {
      report(.time(.noAccount(field.spelling)), at: span)
      return .unknown
    }
    guard graph.clock == 0 else {
      report(.clock(.entry(field.spelling)), at: span)
      return .unknown
    }
    return .scalar(Edge(graph.entry(field, place(span))), .number)
  }

  /// `at_entry(x)`: a number as it was at the close that decided the entry.
  mutating func atEntry(_ arguments: [Argument], _ span: Span, _ scope: Int) -> Value {
    var values: [Value] = []
    for argument in arguments { values.append(value(argument.value, scope)) }
    if values.contains(where: \.isUnknown) { return .unknown }
    guard values.count == 1, arguments[0].label == nil, case .scalar(let edge, .number) = values[0]
    else {
      report(.price(.atEntryOfOther(values.count == 1 ? values[0].words : nil)), at: span)
      return .unknown
    }
    guard hasAccount else {
      report(.time(.noAccount("at_entry")), at: span)
      return .unknown
    }
    guard graph.clock == 0 else {
      report(.clock(.entry("at_entry")), at: span)
      return .unknown
    }
    let number = remembered.firstIndex(of: edge) ?? remembered.count
    if number == remembered.count {
      remembered.append(edge)
      dimensions.remembered.append(edge.node)
    }
    return .scalar(Edge(graph.remembered(number, place(span))), .number)
  }

  /// What speaks of an open entry stands in exits, and looks at nothing before this close.
  mutating func checkEntries(_ schedule: Schedule, _ roots: Roots, shown: [NodeID]) {
    func speaks(_ node: NodeID) -> Bool {
      schedule.bindings[graph.resolve(node).index] == .entry
    }
    for order in roots.orders where order.isEntry && order.nodes.contains(where: speaks) {
      report(.price(.entryElsewhere), at: firstWord(order.span))
    }
    for output in roots.outputs where speaks(output.node) {
      report(.price(.entryElsewhere), at: graph[output.node].origin)
    }
    for node in roots.remembered where speaks(node) {
      report(.price(.entryElsewhere), at: graph[node].origin)
    }
    for node in shown where speaks(node) {
      report(.price(.entryElsewhere), at: graph[node].origin)
    }
    var folds: Set<Int> = []
    for component in schedule.components where component.binding == .entry {
      for node in component.nodes {
        if let fold = graph[node].fold {
          if folds.insert(fold).inserted {
            report(.price(.entryInFold), at: graph[node].origin)
          }
        } else if component.isLoop || looksBack(node, speaks) {
          report(.price(.entryPast), at: graph[node].origin)
        }
      }
    }
  }

  private func looksBack(_ node: NodeID, _ speaks: (NodeID) -> Bool) -> Bool {
    guard case .call(let row, let operands, let scalars) = graph[node].kind else { return false }
    return !Row.all[row].isElementwise || !scalars.isEmpty
      || operands.contains { $0.shift != .none && speaks($0.node) }
  }
}

extension OrderEntry {
  var isEntry: Bool {
    if case .exit = kind { return false }
    return true
  }
}
