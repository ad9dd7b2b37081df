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
  var rules = RuleEntries()

  var nodes: [NodeID] {
    columns + requirements.map(\.flag) + rules.nodes
      + namings.flatMap(\.pieces).compactMap { $0.edge?.node }
  }

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
  /// The number of each clock in the program; those that nothing needs have none.
  private var numbers: [Int]
  /// Scalars that the frames of slower clocks need as columns, by the clock's number.
  private var slowScalars: [[NodeID]]
  /// The instructions of folds whose results have not been met yet, by fold.
  private var folded: [[Instruction]]
  private var isWritten: [Bool]
  /// Scalars of folds that columns are computed from, with the clock of their fold.
  private var varied: [NodeID: Int] = [:]

  init(_ graph: Graph, _ schedule: Schedule, title: String, sources: [Source]) {
    self.graph = graph
    self.schedule = schedule
    numbers = [0] + graph.clocks.map { _ in -1 }
    var count = 0
    let isComputed = schedule.isComputed
    for clock in 1..<numbers.count where isComputed[graph.clocks[clock - 1].tick.index] {
      count += 1
      numbers[clock] = count
    }
    slots = Slots(nodes: graph.nodes.count, clocks: count)
    slowScalars = [[NodeID]](repeating: [], count: count + 1)
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
    program.remembered = roots.remembered.map { column($0) }
    program.rules = rules(roots.rules)
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
    program.frameSlots = slots.frames[0]
    for clock in program.clocks.indices { program.clocks[clock].slots = slots.frames[clock + 1] }
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
    for (clock, number) in zip(graph.clocks, numbers.dropFirst()) where number > 0 {
      program.clocks.append(Program.Clock(clock.kind, parent: numbers[clock.parent]))
    }
  }

  private func bank(_ node: NodeID) -> Bank { graph[node].bank }

  private func isFixed(_ node: NodeID) -> Bool {
    schedule.bindings[node.index] <= .parameter
  }

  /// A column of the bars; the result of a fold stands where it was before the last step.
  mutating func column(_ node: NodeID) -> Slot { column(node, clock: 0) }

  /// - Parameter clock: the number, in the program, of the clock whose rows are meant.
  private mutating func column(_ node: NodeID, clock: Int) -> Slot {
    if case .foldResult(let fold, let number) = graph[node].kind {
      return column(graph.folds[fold].pasts[number], clock: clock)
    }
    return slots.column(node, bank(node), clock: clock, isScalar: isFixed(node))
  }

  private func number(_ node: NodeID) -> Int { numbers[graph[node].clock] }

  /// The clock whose rows a node reads.
  private func source(_ node: NodeID) -> Int {
    switch graph[node].kind {
    case .sample: numbers[graph.clocks[graph[node].clock - 1].parent]
    case .hold(_, let from): numbers[from]
    default: number(node)
    }
  }

  // MARK: - Scalars

  /// Scalars that columns are computed from become columns themselves, before anything else; in
  /// the frame of a slower clock as soon as it has ticked, in a fold at each of its steps.
  private mutating func spread(_ columns: [NodeID]) {
    var needed: [(node: NodeID, clock: Int)] = []
    for component in schedule.components where component.binding > .parameter {
      for node in component.nodes {
        for edge in graph.reads(of: node) {
          needed.append((graph.resolve(edge.node), source(node)))
        }
      }
    }
    needed += columns.map { ($0, 0) }
    var isSpread = slowScalars.map { _ in Set<NodeID>() }
    for (node, clock) in needed
    where isFixed(node) && isSpread[clock].insert(node).inserted {
      if graph[node].fold != nil {
        varied[node] = clock
      } else if clock > 0 {
        slowScalars[clock].append(node)
      } else {
        program.columns.append(splat(node, clock: 0))
      }
    }
  }

  private mutating func splat(_ node: NodeID, clock: Int) -> Instruction {
    Instruction(
      .splat, targets: [column(node, clock: clock)], scalars: [slots.scalar(node, bank(node))],
      origin: origin(node))
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
      if case .tick(let clock, _) = graph[node].kind {
        let number = numbers[clock]
        for scalar in slowScalars[number] { section.append(splat(scalar, clock: number)) }
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
    case .entry: program.entries += section
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
    case .priceStep: program.priceStep = slot
    case .moment(let local): program.moments.append(.init(local: local, slot: slot))
    case .symbolIs(let symbol): program.symbols.append(.init(symbol: symbol, flag: slot))
    default: break
    }
    if let clock = varied[node] {
      result.append(
        Instruction(
          .vary, targets: [column(node, clock: clock)], scalars: [slot], origin: origin(node)))
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
    let clock = fold.pasts.first.map { self.number($0) } ?? 0
    for (past, next) in zip(fold.pasts, fold.nexts) {
      let target = column(past, clock: clock)
      targets.append(target)
      body.append(
        Instruction(
          .carry, targets: [target], operands: [operand(Edge(next), clock: clock)],
          origin: origin))
    }
    targets.append(slots.scalar(fold.variable, .number))
    let head = Instruction(
      .fold, immediate: body.count, targets: targets,
      operands: fold.firsts.map { operand(Edge($0), clock: clock) },
      scalars: [
        slots.scalar(graph.resolve(fold.lower), .number),
        slots.scalar(graph.resolve(fold.upper), .number),
      ], origin: origin)
    return [head] + body
  }

  private mutating func instruction(_ node: NodeID) -> Instruction {
    let target = column(node, clock: number(node))
    let origin = origin(node)
    switch graph[node].kind {
    case .input(let column):
      return Instruction(
        .column, immediate: Int(column.rawValue), targets: [target], origin: origin)
    case .named(let name):
      return Instruction(
        .named, immediate: named(name), targets: [target], origin: origin)
    case .gap(let time):
      return Instruction(
        .gap, targets: [target], operands: [operand(time, clock: target.clock)], origin: origin)
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
        .call, immediate: row, targets: [target],
        operands: operands.map { operand($0, clock: target.clock) },
        scalars: scalars.map { slots.scalar($0, bank($0)) }, origin: origin)
    case .reading(let reading, let time):
      return Instruction(
        .reading, immediate: self.reading(reading), targets: [target],
        operands: [operand(time, clock: target.clock)], origin: origin)
    case .tick(let clock, let condition):
      return Instruction(
        .tick, immediate: numbers[clock], targets: [target],
        operands: condition.map { [operand($0, clock: target.clock)] } ?? [], origin: origin)
    case .sample(let edge):
      return Instruction(
        .sample, targets: [target], operands: [operand(edge, clock: source(node))], origin: origin)
    case .hold(let edge, _):
      return Instruction(
        .hold, targets: [target], operands: [operand(edge, clock: source(node))], origin: origin)
    case .across(let kind, let edge):
      return Instruction(
        .across, immediate: Int(kind.rawValue), targets: [target],
        operands: [operand(edge, clock: 0)], origin: origin)
    case .constant, .parameter, .priceStep, .moment, .symbolIs, .recurrence, .foldVariable,
      .foldPast, .foldResult:
      return Instruction(
        .splat, targets: [target], scalars: [slots.scalar(node, bank(node))], origin: origin)
    }
  }

  /// The number of a reading in the program.
  private mutating func reading(_ reading: Reading) -> Int {
    if let known = program.readings.firstIndex(of: reading) { return known }
    program.readings.append(reading)
    return program.readings.count - 1
  }

  /// The number of a column's name in the program.
  private mutating func named(_ name: String) -> Int {
    if let known = program.named.firstIndex(of: name) { return known }
    program.named.append(name)
    return program.named.count - 1
  }

  private mutating func operand(_ edge: Edge, clock: Int) -> Operand {
    let slot = column(graph.resolve(edge.node), clock: clock)
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
    case .allocate(let direction, let target, let band):
      kind = .allocate(
        direction, target: column(target.node), band: band.map { column($0.node) })
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
