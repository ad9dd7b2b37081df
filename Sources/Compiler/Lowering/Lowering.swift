internal import Machine
internal import Syntax

/// What a program is made for: the values that someone outside of it reads.
struct Roots {
  struct Output {
    let name: String
    let node: NodeID
    var isDuration = false
  }
  var orders: [OrderEntry] = []
  var outputs: [Output] = []
  var requirements: [RequirementEntry] = []
  var namings: [NamingEntry] = []

  var nodes: [NodeID] {
    columns + requirements.map(\.flag)
      + namings.flatMap(\.pieces).compactMap { $0.edge?.node }
  }

  /// Values that must stand in columns. Each is a node of its own: an order cannot say `[n]`.
  var columns: [NodeID] { orders.flatMap(\.nodes) + outputs.map(\.node) }
}

extension OrderEntry {
  var nodes: [NodeID] {
    switch kind {
    case .enter(_, _, let size): [when.node] + (size.map { [$0.1.node] } ?? [])
    case .exit(_, let share): [when.node] + (share.map { [$0.node] } ?? [])
    }
  }

  /// The same with nodes in place of shifted ones.
  func plain(in graph: inout Graph) -> OrderEntry {
    let kind: Kind
    switch self.kind {
    case .enter(let direction, let tag, let size):
      kind = .enter(
        direction, tag: tag, size: size.map { ($0.0, Edge(graph.resolved($0.1))) })
    case .exit(let selector, let share):
      kind = .exit(selector, share: share.map { Edge(graph.resolved($0)) })
    }
    return OrderEntry(kind: kind, when: Edge(graph.resolved(when)), span: span)
  }
}

extension Graph {
  /// The node that an edge is in the end.
  mutating func resolved(_ edge: Edge) -> NodeID {
    let node = plain(edge)
    return resolve(node)
  }
}

/// Turns scheduled nodes into the instructions of the three sections.
struct Lowering {
  private let graph: Graph
  private let schedule: Schedule
  private var slots: Slots
  private var program: Program
  /// The instructions of folds whose results have not been met yet, by fold.
  private var folded: [[Instruction]]
  private var isWritten: [Bool]
  /// Scalars of folds that columns are computed from.
  private var varied: Set<NodeID> = []

  init(_ graph: Graph, _ schedule: Schedule, title: String, sources: [Source]) {
    self.graph = graph
    self.schedule = schedule
    slots = Slots(nodes: graph.nodes.count)
    folded = graph.folds.map { _ in [] }
    isWritten = graph.folds.map { _ in false }
    var hash = StableHash()
    for source in sources {
      for byte in source.bytes { hash.add(byte) }
    }
    program = Program(title: title, sourceHash: hash.value)
  }

  /// The program that computes the roots.
  mutating func lower(_ roots: Roots, _ parameters: [ParameterEntry]) -> Program {
    declare(parameters)
    spread(roots.columns)
    for component in schedule.components { lower(component) }
    for naming in roots.namings {
      let parts = naming.pieces.map { scalarPart($0) }
      program.namings.append(Naming(standard: naming.standard, parts: parts))
    }
    for requirement in roots.requirements {
      program.requirements.append(
        .init(flag: slots.scalar(requirement.flag, .flag), text: requirement.text))
    }
    for order in roots.orders { program.orders.append(statement(order)) }
    for output in roots.outputs {
      program.outputs.append(
        .init(name: output.name, slot: column(output.node), isDuration: output.isDuration))
    }
    return finished()
  }

  /// The program that computes some columns.
  mutating func lower(columns: [NodeID], _ parameters: [ParameterEntry]) -> Program {
    declare(parameters)
    spread(columns)
    for component in schedule.components { lower(component) }
    return program
  }

  /// The program with as many slots as were asked for.
  mutating func finished() -> Program {
    program.onceSlots = slots.once
    program.frameSlots = slots.frame
    return program
  }

  /// The scalar of a node that is fixed for a run.
  mutating func scalar(of node: NodeID) -> Slot {
    slots.scalar(graph.resolve(node), bank(node))
  }

  private mutating func declare(_ parameters: [ParameterEntry]) {
    for parameter in parameters {
      program.parameters.append(
        Program.Parameter(
          name: parameter.name, standard: parameter.standard, domain: parameter.domain,
          slot: slots.scalar(parameter.node, .number)))
    }
  }

  private func bank(_ node: NodeID) -> Bank { graph[node].bank }

  private func isFixed(_ node: NodeID) -> Bool {
    schedule.bindings[node.index] <= .parameter
  }

  /// Where a column stands; the result of a fold stands where it was before the last step.
  mutating func column(_ node: NodeID) -> Slot {
    if case .foldResult(let fold, let number) = graph[node].kind {
      return column(graph.folds[fold].pasts[number])
    }
    return slots.column(node, bank(node))
  }

  // MARK: - Scalars

  /// Scalars that columns are computed from become columns themselves, before anything else.
  private mutating func spread(_ columns: [NodeID]) {
    var needed: [NodeID] = []
    for component in schedule.components where component.binding > .parameter {
      for node in component.nodes {
        switch graph[node].kind {
        case .call(_, let operands, _): needed += operands.map { graph.resolve($0.node) }
        case .foldResult(let fold, _):
          needed += (graph.folds[fold].firsts + graph.folds[fold].nexts).map(graph.resolve)
        default: break
        }
      }
    }
    needed += columns
    var isSpread: Set<NodeID> = []
    for node in needed where isFixed(node) && isSpread.insert(node).inserted {
      if graph[node].fold != nil {
        varied.insert(node)
        continue
      }
      let origin = origin(node)
      program.columns.append(
        Instruction(
          .splat, targets: [column(node)], scalars: [slots.scalar(node, bank(node))],
          origin: origin))
    }
  }

  // MARK: - Sections

  private mutating func lower(_ component: Schedule.Component) {
    var section: [Instruction] = []
    for node in component.nodes {
      let instructions = isFixed(node) ? scalar(node) : instructions(node)
      if let fold = graph[node].fold {
        folded[fold] += instructions
      } else {
        section += instructions
      }
    }
    switch component.binding {
    case .constant, .parameter: program.once += section
    case .series:
      if component.isLoop {
        program.columns.append(
          Instruction(
            .loop, immediate: section.count,
            origin: component.nodes.last.map(origin) ?? Origin(0, 0)))
      }
      program.columns += section
    case .account: program.bars += section
    }
  }

  /// What computes a value that is fixed for a run, or for each step of a fold.
  private mutating func scalar(_ node: NodeID) -> [Instruction] {
    let slot = slots.scalar(node, bank(node))
    var result: [Instruction] = []
    let isFolded = graph[node].fold != nil
    switch graph[node].kind {
    case .constant(let bits): program.constants.append(Constant(slot: slot, bits: bits))
    case .call(let row, let operands, _):
      let scalars = operands.map { edge in
        let operand = graph.resolve(edge.node)
        return Operand(slots.scalar(operand, bank(operand)))
      }
      result.append(
        Instruction(
          isFolded ? .scalar : .call, immediate: row, targets: [slot], operands: scalars,
          origin: origin(node)))
    default: break
    }
    if varied.contains(node) {
      result.append(
        Instruction(.vary, targets: [column(node)], scalars: [slot], origin: origin(node)))
    }
    return result
  }

  private mutating func instructions(_ node: NodeID) -> [Instruction] {
    switch graph[node].kind {
    case .foldPast: return []
    case .foldResult(let fold, _):
      if isWritten[fold] { return [] }
      isWritten[fold] = true
      return self.fold(fold, origin(node))
    default: return [instruction(node)]
    }
  }

  /// A fold with its body; what its values are after a step replaces what they were.
  private mutating func fold(_ number: Int, _ origin: Origin) -> [Instruction] {
    let fold = graph.folds[number]
    var body = folded[number]
    folded[number] = []
    var targets: [Slot] = []
    for (past, next) in zip(fold.pasts, fold.nexts) {
      targets.append(column(past))
      body.append(
        Instruction(
          .carry, targets: [column(past)], operands: [operand(Edge(next))], origin: origin))
    }
    targets.append(slots.scalar(fold.variable, .number))
    let head = Instruction(
      .fold, immediate: body.count, targets: targets,
      operands: fold.firsts.map { operand(Edge($0)) },
      scalars: [
        slots.scalar(graph.resolve(fold.lower), .number),
        slots.scalar(graph.resolve(fold.upper), .number),
      ], origin: origin)
    return [head] + body
  }

  private mutating func instruction(_ node: NodeID) -> Instruction {
    let target = column(node)
    let origin = origin(node)
    switch graph[node].kind {
    case .input(let column):
      return Instruction(
        .column, immediate: Int(column.rawValue), targets: [target], origin: origin)
    case .words(let column):
      return Instruction(
        .words, immediate: Int(column.rawValue), targets: [target], origin: origin)
    case .time: return Instruction(.time, targets: [target], origin: origin)
    case .timeClose: return Instruction(.timeClose, targets: [target], origin: origin)
    case .barIndex: return Instruction(.barIndex, targets: [target], origin: origin)
    case .account(let field):
      return Instruction(
        .account, immediate: Int(field.rawValue), targets: [target], origin: origin)
    case .call(let row, let operands, let scalars):
      return Instruction(
        .call, immediate: row, targets: [target], operands: operands.map { operand($0) },
        scalars: scalars.map { slots.scalar($0, bank($0)) }, origin: origin)
    case .constant, .parameter, .recurrence, .foldVariable, .foldPast, .foldResult:
      return Instruction(
        .splat, targets: [target], scalars: [slots.scalar(node, bank(node))], origin: origin)
    }
  }

  private mutating func operand(_ edge: Edge) -> Operand {
    let slot = column(graph.resolve(edge.node))
    switch edge.shift {
    case .fixed(let bars): return Operand(slot, .fixed(bars))
    case .once(let node): return Operand(slot, .once(slots.scalar(node, .number)))
    }
  }

  private func origin(_ node: NodeID) -> Origin {
    Origin(graph[node].origin.start, graph[node].origin.end)
  }

  // MARK: - Orders

  private mutating func statement(_ order: OrderEntry) -> OrderStatement {
    let kind: OrderStatement.Kind
    switch order.kind {
    case .enter(let direction, let tag, let size):
      kind = .enter(
        direction, tag: tag,
        size: size.map { .init(unit: $0.0, value: column($0.1.node)) })
    case .exit(let selector, let share):
      kind = .exit(selector, share: share.map { column($0.node) })
    }
    return OrderStatement(
      kind: kind, when: column(order.when.node), origin: Origin(order.span.start, order.span.end))
  }
}
