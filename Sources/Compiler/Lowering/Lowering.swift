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
  var rules = RuleEntries()

  var nodes: [NodeID] { columns + requirements.map(\.flag) + rules.nodes }

  /// Values that must stand in columns. Each is a node of its own: an order cannot say `[n]`.
  var columns: [NodeID] { orders.flatMap(\.nodes) + outputs.map(\.node) + remembered }
  var remembered: [NodeID] = []
}

extension OrderEntry {
  var nodes: [NodeID] { edges.map(\.node) }

  /// The same with nodes in place of shifted ones.
  func plain(in graph: inout Graph) -> OrderEntry { mapping { Edge(graph.resolved($0)) } }
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

  init(_ graph: Graph, _ schedule: Schedule, title: String, source: Source) {
    self.graph = graph
    self.schedule = schedule
    slots = Slots(nodes: graph.nodes.count)
    var hash = StableHash()
    for byte in source.bytes { hash.add(byte) }
    program = Program(title: title, sourceHash: hash.value)
  }

  /// The program that computes the roots.
  mutating func lower(_ roots: Roots, _ parameters: [ParameterEntry]) -> Program {
    for parameter in parameters {
      program.parameters.append(
        Program.Parameter(
          name: parameter.name, standard: parameter.standard, domain: parameter.domain,
          slot: slots.scalar(parameter.node, .number)))
    }
    spread(roots)
    for component in schedule.components { lower(component) }
    for requirement in roots.requirements {
      program.requirements.append(
        .init(flag: slots.scalar(requirement.flag, .flag), text: requirement.text))
    }
    program.remembered = roots.remembered.map { column($0) }
    program.rules = rules(roots.rules)
    for order in roots.orders { program.orders.append(statement(order)) }
    for output in roots.outputs {
      program.outputs.append(
        .init(name: output.name, slot: column(output.node), isDuration: output.isDuration))
    }
    program.onceSlots = slots.once
    program.frameSlots = slots.frame
    return program
  }

  private func bank(_ node: NodeID) -> Bank { graph[node].bank }

  private func isFixed(_ node: NodeID) -> Bool {
    schedule.bindings[node.index] <= .parameter
  }

  private mutating func column(_ node: NodeID) -> Slot { slots.column(node, bank(node)) }

  // MARK: - Scalars

  /// Scalars that columns are computed from become columns themselves, before anything else.
  private mutating func spread(_ roots: Roots) {
    var needed: [NodeID] = []
    for component in schedule.components where component.binding > .parameter {
      for node in component.nodes {
        guard case .call(_, let operands, _) = graph[node].kind else { continue }
        needed += operands.map { graph.resolve($0.node) }
      }
    }
    needed += roots.columns
    var isSpread: Set<NodeID> = []
    for node in needed where isFixed(node) && isSpread.insert(node).inserted {
      let origin = origin(node)
      program.columns.append(
        Instruction(
          .splat, targets: [column(node)], scalars: [slots.scalar(node, bank(node))],
          origin: origin))
    }
  }

  // MARK: - Sections

  private mutating func lower(_ component: Schedule.Component) {
    switch component.binding {
    case .constant, .parameter: for node in component.nodes { lowerScalar(node) }
    case .series:
      if component.isLoop {
        program.columns.append(
          Instruction(
            .loop, immediate: component.nodes.count,
            origin: component.nodes.last.map(origin) ?? Origin(0, 0)))
      }
      for node in component.nodes { program.columns.append(instruction(node)) }
    case .account:
      for node in component.nodes { program.bars.append(instruction(node)) }
    case .entry:
      for node in component.nodes { program.entries.append(instruction(node)) }
    }
  }

  private mutating func lowerScalar(_ node: NodeID) {
    let slot = slots.scalar(node, bank(node))
    switch graph[node].kind {
    case .constant(let bits): program.constants.append(Constant(slot: slot, bits: bits))
    case .call(let row, let operands, _):
      program.once.append(
        Instruction(
          .call, immediate: row, targets: [slot],
          operands: operands.map { edge in
            let operand = graph.resolve(edge.node)
            return Operand(slots.scalar(operand, bank(operand)))
          }, origin: origin(node)))
    case .tick: program.tick = slot
    default: break
    }
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
    case .entry(let field):
      return Instruction(
        .entry, immediate: Int(field.rawValue), targets: [target], origin: origin)
    case .remembered(let number):
      return Instruction(.remembered, immediate: number, targets: [target], origin: origin)
    case .call(let row, let operands, let scalars):
      return Instruction(
        .call, immediate: row, targets: [target], operands: operands.map { operand($0) },
        scalars: scalars.map { slots.scalar($0, bank($0)) }, origin: origin)
    case .constant, .parameter, .tick, .recurrence:
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

  private mutating func rules(_ entries: RuleEntries) -> Program.Rules {
    var rules = Program.Rules()
    rules.pyramid = entries.pyramid.map { slots.scalar($0, .number) }
    rules.cooldown = entries.cooldown.map { slots.scalar($0, .number) }
    rules.reverses = entries.reverses
    rules.limits = entries.limits.map { limit in
      .init(
        kind: limit.kind, value: slots.scalar(limit.value, .number),
        per: limit.per.map { slots.scalar($0, .word) }, flattens: limit.flattens)
    }
    return rules
  }

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
      kind: kind, when: column(order.when.node),
      placement: order.placement.map { placement in
        .init(
          at: placement.at.map { column($0.node) },
          beyond: placement.beyond.map { column($0.node) },
          keep: placement.keep.map { column($0.node) })
      },
      prices: order.prices.map { prices in
        .init(
          stop: price(prices.stop), target: price(prices.target), trail: price(prices.trail),
          after: price(prices.after))
      },
      isPerEntry: order.nodes.contains { schedule.bindings[$0.index] == .entry },
      origin: Origin(order.span.start, order.span.end))
  }

  private mutating func price(_ price: OrderEntry.Price?) -> OrderStatement.ExitPrice? {
    price.map { .init($0.form, column($0.edge.node)) }
  }
}
