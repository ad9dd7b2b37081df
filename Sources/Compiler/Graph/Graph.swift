internal import Machine
internal import Syntax

/// The values of a program and what each is computed from.
///
/// Nodes are hash-consed: the same builtin over the same operands is one node, hence one column.
/// The order of creation is a topological order, but for recurrences, which point ahead to their
/// definition.
struct Graph {
  private(set) var nodes: [Node] = []
  /// What each recurrence is, by its number; missing while it is being elaborated.
  private(set) var definitions: [NodeID?] = []
  private(set) var folds: [FoldEntry] = []
  /// What ticks beside the bars; clock k is `clocks[k - 1]`.
  private(set) var clocks: [GraphClock] = []
  /// What keeps orders for a while, by where that is written.
  var keepers: Set<Span> = []
  /// The clock to which new nodes belong.
  var clock = 0
  private var index = NodeIndex()

  subscript(_ id: NodeID) -> Node { nodes[id.index] }

  mutating func constant(_ number: Double, _ origin: Span = .none) -> NodeID {
    constant(bits: number.isNaN ? Double.nan.bitPattern : number.bitPattern, .number, origin)
  }

  mutating func constant(_ flag: Bool, _ origin: Span = .none) -> NodeID {
    constant(bits: flag ? 1 : 0, .flag, origin)
  }

  mutating func constant(word: Int64, _ origin: Span = .none) -> NodeID {
    constant(bits: UInt64(bitPattern: word), .word, origin)
  }

  mutating func constant(bits: UInt64, _ bank: Bank, _ origin: Span) -> NodeID {
    add(.constant(bits), bank, .constant, standard: bits, origin)
  }

  mutating func parameter(_ number: Int, standard: Double, _ origin: Span) -> NodeID {
    add(.parameter(number), .number, .parameter, standard: standard.bitPattern, origin)
  }

  mutating func input(_ column: InputColumn, _ origin: Span) -> NodeID {
    add(.input(column), .number, .series, origin)
  }

  mutating func words(_ column: InputColumn, _ origin: Span) -> NodeID {
    add(.words(column), .word, .series, origin)
  }

  mutating func named(_ name: String, _ origin: Span) -> NodeID {
    add(.named(name), .number, .series, origin)
  }

  mutating func gap(_ time: NodeID, _ origin: Span) -> NodeID {
    add(.gap(Edge(time, .fixed(1))), .number, .series, origin)
  }

  /// Fixed for a run, but unlike a parameter without a standard value.
  mutating func moment(_ local: Int64, _ origin: Span) -> NodeID {
    add(.moment(local), .word, .parameter, origin)
  }

  /// Fixed for a run, but unlike a parameter without a standard value.
  mutating func symbolIs(_ symbol: String, _ origin: Span) -> NodeID {
    add(.symbolIs(symbol), .flag, .parameter, origin)
  }

  mutating func time(_ origin: Span) -> NodeID { add(.time, .word, .series, origin) }

  mutating func timeClose(_ origin: Span) -> NodeID { add(.timeClose, .word, .series, origin) }

  mutating func barIndex(_ origin: Span) -> NodeID { add(.barIndex, .number, .series, origin) }

  /// Fixed for a run, but unlike a parameter without a standard value.
  mutating func priceStep(_ origin: Span) -> NodeID { add(.priceStep, .number, .parameter, origin) }

  mutating func account(_ field: AccountField, _ origin: Span) -> NodeID {
    add(.account(field), field == .flat ? .flag : .number, .account, origin)
  }

  mutating func entry(_ field: EntryField, _ origin: Span) -> NodeID {
    add(.entry(field), .number, .entry, origin)
  }

  mutating func remembered(_ number: Int, _ origin: Span) -> NodeID {
    add(.remembered(number), .number, .entry, origin)
  }

  // MARK: - Recurrences

  /// A value to be defined later by `define`; until then only its past may be used.
  mutating func recurrence(_ bank: Bank, _ origin: Span) -> NodeID {
    definitions.append(nil)
    return add(.recurrence(definitions.count - 1), bank, .series, origin)
  }

  /// Says what a recurrence is. False when it is nothing but its own past.
  mutating func define(_ recurrence: NodeID, as edge: Edge) -> Bool {
    guard case .recurrence(let number) = self[recurrence].kind else { return false }
    guard resolve(edge.node) != recurrence else { return false }
    noteState(in: foldOf([edge], []), self[edge.node].origin)
    definitions[number] = plain(edge)
    return true
  }

  func isRecurrence(_ node: NodeID) -> Bool {
    if case .recurrence = nodes[node.index].kind { return true }
    return false
  }

  /// The node itself, or for a defined recurrence what it is.
  func resolve(_ node: NodeID) -> NodeID {
    var node = node
    while case .recurrence(let number) = nodes[node.index].kind, let next = definitions[number] {
      node = next
    }
    return node
  }

  /// The nodes one is computed from, recurrences as what they are, each with how far back it is
  /// read.
  func operands(of id: NodeID) -> [Edge] {
    let node = nodes[id.index]
    var result: [Edge] = []
    if node.clock > 0 { result.append(Edge(clocks[node.clock - 1].tick)) }
    if case .hold(_, let clock) = node.kind { result.append(Edge(clocks[clock - 1].tick)) }
    for edge in reads(of: id) {
      result.append(Edge(resolve(edge.node), edge.shift))
      if case .once(let node) = edge.shift { result.append(Edge(node)) }
    }
    if case .call(_, _, let scalars) = node.kind {
      for scalar in scalars { result.append(Edge(scalar)) }
    }
    if case .foldResult(let fold, _) = node.kind {
      result.append(Edge(folds[fold].lower))
      result.append(Edge(folds[fold].upper))
    }
    return result
  }

  /// The columns that a node reads.
  func reads(of id: NodeID) -> [Edge] {
    switch nodes[id.index].kind {
    case .call(_, let operands, _): operands
    case .reading(_, let edge), .gap(let edge), .sample(let edge), .hold(let edge, _),
      .tick(_, let edge?), .across(_, let edge):
      [edge]
    case .foldResult(let fold, _): (folds[fold].firsts + folds[fold].nexts).map { Edge($0) }
    case .constant, .parameter, .input, .named, .moment, .symbolIs, .words, .time, .timeClose,
      .barIndex, .account,
      .recurrence, .tick(_, nil), .foldVariable, .foldPast, .priceStep, .entry, .remembered:
      []
    }
  }

  /// The node of an edge; where it is shifted a node that is just that, for where no shift can be
  /// written.
  mutating func plain(_ edge: Edge) -> NodeID {
    if edge.shift == .none { return edge.node }
    let (bank, origin) = (self[edge.node].bank, self[edge.node].origin)
    guard let row = Operation.choose.row(bank) else { return edge.node }
    return call(row, [Edge(constant(true, origin)), edge, edge], [], origin)
  }

  // MARK: - Calls

  /// A builtin over operands and scalars, as it is; `apply` simplifies first.
  mutating func call(_ row: Int, _ operands: [Edge], _ scalars: [NodeID], _ origin: Span)
    -> NodeID
  {
    let fixed = Row.all[row].isElementwise && scalars.isEmpty
    var binding: BindingTime = fixed ? .constant : .series
    for edge in operands { binding = max(binding, self.binding(edge)) }
    for scalar in scalars { binding = max(binding, nodes[scalar.index].binding) }
    let kind = Node.Kind.call(row: row, operands: operands, scalars: scalars)
    let standard = binding <= .parameter ? standard(row, operands) : nil
    let fold = foldOf(operands, scalars)
    if fold != nil, !Row.all[row].isElementwise || looksBack(operands) {
      noteState(in: fold, origin)
    }
    return add(kind, Row.all[row].result, binding, standard: standard, fold: fold, origin)
  }

  /// When an edge's value is known: what lies in the past is a series.
  func binding(_ edge: Edge) -> BindingTime {
    let node = nodes[edge.node.index].binding
    return edge.shift == .none ? node : max(node, .series)
  }

  private func standard(_ row: Int, _ operands: [Edge]) -> UInt64? {
    var arguments: [UInt64] = []
    for edge in operands {
      guard let bits = nodes[edge.node.index].standard else { return nil }
      arguments.append(bits)
    }
    return Builtin.constant(row, arguments)
  }

  private mutating func add(
    _ kind: Node.Kind, _ bank: Bank, _ binding: BindingTime, standard: UInt64? = nil,
    fold: Int? = nil, _ origin: Span
  ) -> NodeID {
    let clock = binding <= .parameter ? 0 : self.clock
    let hash = kind.mixed(bank, clock)
    let known = index.find(hash) {
      nodes[$0].bank == bank && nodes[$0].clock == clock && nodes[$0].kind == kind
    }
    if let known { return NodeID(known) }
    index.insert(hash, nodes.count)
    nodes.append(
      Node(
        kind: kind, bank: bank, binding: binding, clock: clock, standard: standard, fold: fold,
        origin: origin))
    return NodeID(nodes.count - 1)
  }

  // MARK: - Clocks

  /// The clock of a kind on the rows of another one, which is made when it is new.
  mutating func clock(
    _ kind: Program.Clock.Kind, parent: Int, condition: Edge? = nil, _ origin: Span
  ) -> Int {
    let known = clocks.firstIndex {
      $0.kind == kind && $0.parent == parent && $0.condition == condition
    }
    if let known { return known + 1 }
    let current = clock
    clock = parent
    let binding = max(.series, condition.map { self.binding($0) } ?? .series)
    let fold = foldOf(condition.map { [$0] } ?? [], [])
    noteState(in: fold, origin)
    let tick = add(.tick(clocks.count + 1, condition), .flag, binding, fold: fold, origin)
    clock = current
    clocks.append(GraphClock(kind: kind, parent: parent, condition: condition, tick: tick))
    return clocks.count
  }

  /// The clocks from one to the bars, itself first.
  func path(from clock: Int) -> [Int] {
    var path = [clock]
    while let last = path.last, last > 0 { path.append(clocks[last - 1].parent) }
    return path
  }

  /// The nearest clock that has bars of its own: the current one, or one it ticks by.
  var home: Int {
    if clock == 0 { return 0 }
    return path(from: clock).first { $0 == 0 || clocks[$0 - 1].kind != .condition } ?? 0
  }

  /// Works in another clock for a while.
  mutating func within<Result>(_ clock: Int, _ body: (inout Graph) -> Result) -> Result {
    let current = self.clock
    self.clock = clock
    defer { self.clock = current }
    return body(&self)
  }

  mutating func reading(_ reading: Reading, _ time: Edge, _ bank: Bank, _ origin: Span) -> NodeID {
    let fold = foldOf([time], [])
    noteState(in: fold, origin)
    return add(.reading(reading, time), bank, .series, fold: fold, origin)
  }

  /// A value of any clock as it is seen from the current one.
  mutating func seen(_ edge: Edge, _ origin: Span) -> Edge {
    let node = self[edge.node]
    guard node.clock != clock, node.binding > .parameter else { return edge }
    let down = path(from: clock)
    var edge = edge
    var from = node.clock
    while !down.contains(from) {
      let parent = clocks[from - 1].parent
      edge = Edge(within(parent) { $0.hold(edge, from: from, origin) })
      from = parent
    }
    for next in down.reversed().drop(while: { $0 != from }).dropFirst() {
      edge = Edge(within(next) { $0.sample(edge, origin) })
    }
    return edge
  }

  /// A value that is fixed for a run, on the rows of a clock's parent: there since its first tick.
  mutating func held(_ edge: Edge, from clock: Int, _ origin: Span) -> Edge {
    Edge(within(clocks[clock - 1].parent) { $0.hold(edge, from: clock, origin) })
  }

  private mutating func hold(_ edge: Edge, from clock: Int, _ origin: Span) -> NodeID {
    let own = max(.series, binding(edge), nodes[clocks[clock - 1].tick.index].binding)
    let fold = foldOf([edge], [])
    noteState(in: fold, origin)
    return add(.hold(edge, from: clock), self[edge.node].bank, own, fold: fold, origin)
  }

  /// A cross-section, which is a value of the bars.
  mutating func across(_ kind: Across, _ edge: Edge, _ origin: Span) -> NodeID {
    let fold = foldOf([edge], [])
    noteState(in: fold, origin)
    return add(.across(kind, edge), .number, max(.series, binding(edge)), fold: fold, origin)
  }

  private mutating func sample(_ edge: Edge, _ origin: Span) -> NodeID {
    let fold = foldOf([edge], [])
    noteState(in: fold, origin)
    let own = max(.series, binding(edge))
    return add(.sample(edge), self[edge.node].bank, own, fold: fold, origin)
  }

  /// The grid words of a market column, also where it is seen at the ticks of a condition; see
  /// `isInput`.
  mutating func words(of edge: Edge, _ origin: Span) -> Edge {
    let node = self[edge.node]
    switch node.kind {
    case .input(let column):
      return Edge(within(node.clock) { $0.words(column, origin) }, edge.shift)
    case .sample(let source):
      let words = words(of: source, origin)
      return Edge(within(node.clock) { $0.sample(words, origin) }, edge.shift)
    default: return edge
    }
  }
}

/// Something that ticks beside the bars, as `Program.Clock` has it.
struct GraphClock {
  let kind: Program.Clock.Kind
  let parent: Int
  /// What makes it tick, for a condition.
  let condition: Edge?
  /// The flag of its ticks, over the rows of its parent.
  let tick: NodeID
}

// MARK: - Folds

/// A loop over whole numbers that are known when a run begins: `sum(i in 0..<n: ...)`.
struct FoldEntry {
  /// In how many folds it stands.
  let depth: Int
  /// The first number and the last.
  let lower: NodeID
  let upper: NodeID
  fileprivate(set) var variable = NodeID(0)
  /// What goes from step to step: what it is before the first, and after each.
  var firsts: [NodeID] = []
  var pasts: [NodeID] = []
  var nexts: [NodeID] = []
  /// Where something in it remembers from bar to bar.
  var state: Span?
}

extension Graph {
  /// A new fold, with its variable.
  mutating func fold(
    from lower: NodeID, to upper: NodeID, depth: Int, _ origin: Span
  ) -> (fold: Int, variable: NodeID) {
    folds.append(FoldEntry(depth: depth, lower: lower, upper: upper))
    let fold = folds.count - 1
    let variable = add(
      .foldVariable(fold), .number, .parameter, standard: self[lower].standard, fold: fold, origin)
    folds[fold].variable = variable
    return (fold, variable)
  }

  /// A value that goes from step to step, as it was at the step before.
  mutating func past(of fold: Int, first: NodeID, _ origin: Span) -> NodeID {
    let number = folds[fold].pasts.count
    let past = add(
      .foldPast(fold: fold, number), self[first].bank, .series, fold: fold, origin)
    folds[fold].firsts.append(first)
    folds[fold].pasts.append(past)
    return past
  }

  /// Says what the values are after a step; gives what they are after the last.
  mutating func close(_ fold: Int, _ nexts: [Edge], _ origin: Span) -> [NodeID] {
    for next in nexts { folds[fold].nexts.append(plain(next)) }
    let outer = surroundings(of: fold)
    var binding = BindingTime.series
    for node in folds[fold].nexts + folds[fold].firsts {
      binding = max(binding, nodes[node.index].binding)
    }
    var results: [NodeID] = []
    for (number, past) in folds[fold].pasts.enumerated() {
      results.append(
        add(
          .foldResult(fold: fold, number), self[past].bank, binding, fold: outer, origin))
    }
    return results
  }

  /// The innermost other fold whose steps a fold changes with.
  private func surroundings(of fold: Int) -> Int? {
    let entry = folds[fold]
    var outer: Int?
    var pending = [entry.lower, entry.upper] + entry.firsts + entry.nexts
    var seen: Set<NodeID> = []
    while let node = pending.popLast() {
      guard let own = nodes[node.index].fold, seen.insert(node).inserted else { continue }
      if folds[own].depth < entry.depth {
        outer = deeper(outer, own)
      } else {
        pending += operands(of: node).map(\.node)
      }
    }
    return outer
  }

  private func deeper(_ left: Int?, _ right: Int?) -> Int? {
    guard let left, let right else { return left ?? right }
    return folds[left].depth < folds[right].depth ? right : left
  }

  private func foldOf(_ operands: [Edge], _ scalars: [NodeID]) -> Int? {
    if folds.isEmpty { return nil }
    var fold: Int?
    for edge in operands {
      fold = deeper(fold, nodes[edge.node.index].fold)
      if case .once(let node) = edge.shift { fold = deeper(fold, nodes[node.index].fold) }
    }
    for scalar in scalars { fold = deeper(fold, nodes[scalar.index].fold) }
    return fold
  }

  /// True where the past of something is read that is computed in a fold.
  private func looksBack(_ operands: [Edge]) -> Bool {
    operands.contains { $0.shift != .none && nodes[$0.node.index].fold != nil }
  }

  private mutating func noteState(in fold: Int?, _ origin: Span) {
    guard let fold, folds[fold].state == nil else { return }
    folds[fold].state = origin
  }

  /// A number fixed for a run, for the standard values of the parameters: at the first step of the
  /// folds around it, or at the last.
  func standard(_ node: NodeID, atLast: Bool) -> Double? {
    switch nodes[node.index].kind {
    case .foldVariable(let fold):
      return standard(atLast ? folds[fold].upper : folds[fold].lower, atLast: atLast)
    case .call(let row, let operands, _) where nodes[node.index].fold != nil:
      var arguments: [UInt64] = []
      for edge in operands {
        guard let bits = bits(edge.node, atLast: atLast) else { return nil }
        arguments.append(bits)
      }
      return Double(bitPattern: Builtin.constant(row, arguments))
    default: return nodes[node.index].standard.map { Double(bitPattern: $0) }
    }
  }

  private func bits(_ node: NodeID, atLast: Bool) -> UInt64? {
    nodes[node.index].fold == nil
      ? nodes[node.index].standard : standard(node, atLast: atLast)?.bitPattern
  }
}
