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

  mutating func time(_ origin: Span) -> NodeID { add(.time, .word, .series, origin) }

  mutating func timeClose(_ origin: Span) -> NodeID { add(.timeClose, .word, .series, origin) }

  mutating func barIndex(_ origin: Span) -> NodeID { add(.barIndex, .number, .series, origin) }

  /// Fixed for a run, but unlike a parameter without a standard value.
  mutating func tick(_ origin: Span) -> NodeID { add(.tick, .number, .parameter, origin) }

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
    guard case .call(_, let operands, let scalars) = nodes[id.index].kind else { return [] }
    var result: [Edge] = []
    result.reserveCapacity(operands.count + scalars.count + 1)
    for edge in operands {
      result.append(Edge(resolve(edge.node), edge.shift))
      if case .once(let node) = edge.shift { result.append(Edge(node)) }
    }
    for scalar in scalars { result.append(Edge(scalar)) }
    return result
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
    return add(kind, Row.all[row].result, binding, standard: standard, origin)
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
    _ kind: Node.Kind, _ bank: Bank, _ binding: BindingTime, standard: UInt64? = nil, _ origin: Span
  ) -> NodeID {
    let hash = kind.mixed(bank)
    if let known = index.find(hash, where: { nodes[$0].bank == bank && nodes[$0].kind == kind }) {
      return NodeID(known)
    }
    index.insert(hash, nodes.count)
    nodes.append(
      Node(kind: kind, bank: bank, binding: binding, standard: standard, origin: origin))
    return NodeID(nodes.count - 1)
  }
}
