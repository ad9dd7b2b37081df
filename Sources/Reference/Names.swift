internal import Machine
internal import Syntax

/// Names in force: some known, some to be worked out when first used.
final class Names {
  /// What a name is declared to be, when no one has asked for it yet.
  struct Declared {
    let value: Expression
    /// Its place in the tuple that is taken apart.
    let part: Int?
    /// All names of that tuple; `prev` knows its parts by them.
    let tuple: [String]
  }

  /// A name that is being worked out: only its past can be asked for.
  struct Pending {
    let past: Cell
    var isAsked = false
  }

  let parent: Names?
  /// False for what is written in the prelude: it does not see the names of the file.
  let isFile: Bool
  var known: [String: Meaning] = [:]
  var declared: [String: Declared] = [:]
  var pending: [String: Pending] = [:]
  /// What `prev` means here.
  var previous: Meaning?

  /// The rows over which its declarations are worked out.
  let world: World

  init(parent: Names, _ world: World) {
    self.parent = parent
    isFile = parent.isFile
    self.world = world
  }

  init(isFile: Bool, _ world: World) {
    parent = nil
    self.isFile = isFile
    self.world = world
  }

  func add(_ binding: Binding) {
    switch binding.pattern {
    case .name(let name):
      declared[name.text] = Declared(value: binding.value, part: nil, tuple: [])
    case .tuple(let names, _):
      for (place, name) in names.enumerated() {
        declared[name.text] = Declared(
          value: binding.value, part: place, tuple: names.map(\.text))
      }
    }
  }
}

/// What stays alive as long as the evaluator: series that refer to their own past, and what was
/// found out on the way.
final class Findings {
  var cells: [Cell] = []
  /// Clocks of the market: one and the same wherever it is written.
  var worlds: [WorldName: World] = [:]
  /// Every name found out, in order.
  var names: [(Names, String)] = []

  /// Forgets what was found out after so many names.
  func forget(after count: Int) {
    while names.count > count {
      let (place, name) = names.removeLast()
      place.known[name] = nil
    }
  }
}

/// Which clock of the market a world is.
enum WorldName: Hashable {
  case companion(String)
  case slower(ObjectIdentifier, Timeframe)
}

extension ReferenceEvaluator {
  func named(_ name: String, _ names: Names) throws(ReferenceFailure) -> Meaning {
    var scope: Names? = names
    while let here = scope {
      if let known = here.known[name] { return try seen(known, from: here.world) }
      if let pending = here.pending[name] {
        here.pending[name]?.isAsked = true
        return try seen(.series(pending.past), from: here.world)
      }
      if let declared = here.declared[name] {
        let value = try at(here.world).found(name, declared, here)
        return try seen(value, from: here.world)
      }
      scope = here.parent
    }
    return try given(name)
  }

  /// A name may refer to its own past. Of what kind that is shows when the value is known: a past
  /// that was taken for a number is then replaced by the right one, and the value worked out anew.
  private func found(_ name: String, _ declared: Names.Declared, _ here: Names)
    throws(ReferenceFailure) -> Meaning
  {
    let before = findings.names.count
    var failure: ReferenceFailure?
    for kind in [ReferenceValue.number(.nan), .flag(false), .word(nil)] {
      findings.forget(after: before)
      here.pending[name] = Names.Pending(past: Cell(kind) { _ in kind })
      defer { here.pending[name] = nil }
      do throws(ReferenceFailure) {
        let whole = try meaning(declared.value, here, tuple: declared.tuple)
        let value = try declared.part.map { place throws(ReferenceFailure) in
          try part(whole, at: place, of: declared.tuple)
        }
        let result = value ?? whole
        if let pending = here.pending[name], pending.isAsked {
          let cell = try cell(result)
          guard sameKind(cell.before, kind) else { continue }
          findings.cells.append(cell)
          pending.past.rule = { [unowned cell] in cell.at($0) }
        }
        here.known[name] = result
        findings.names.append((here, name))
        return result
      } catch { failure = failure ?? error }
    }
    throw failure ?? ReferenceFailure("\(name) has no kind")
  }

  private func sameKind(_ left: ReferenceValue, _ right: ReferenceValue) -> Bool {
    switch (left, right) {
    case (.number, .number), (.flag, .flag), (.word, .word): true
    default: false
    }
  }

  func part(_ whole: Meaning, _ name: String) throws(ReferenceFailure) -> Meaning {
    guard case .record(let fields) = whole, let field = fields.first(where: { $0.name == name })
    else { throw ReferenceFailure("there is no field \(name)") }
    return field.value
  }

  /// A part of what is taken apart: by its name where all names are fields, else by its place.
  private func part(_ whole: Meaning, at place: Int, of names: [String])
    throws(ReferenceFailure) -> Meaning
  {
    if case .record(let fields) = whole,
      names.allSatisfy({ name in fields.contains { $0.name == name } })
    {
      return try part(whole, names[place])
    }
    guard case .record(let fields) = whole, fields.indices.contains(place) else {
      throw ReferenceFailure("there is no part \(place)")
    }
    return fields[place].value
  }
}
