internal import Syntax

/// In which order the names of a file are best elaborated: each after those it speaks of, as far as
/// they do not speak of each other. It keeps a long chain of names from becoming a deep recursion.
extension Elaborator {
  func dependencyOrder() -> [Int] {
    let count = declarations.count
    var order: [Int] = []
    var isSeen = [Bool](repeating: false, count: count)
    for root in 0..<count where !isSeen[root] {
      isSeen[root] = true
      var path: [(id: Int, needs: [Int], next: Int)] = [(root, needs(of: root), 0)]
      while let top = path.last {
        if top.next == top.needs.count {
          order.append(top.id)
          path.removeLast()
          continue
        }
        path[path.count - 1].next += 1
        let need = top.needs[top.next]
        if !isSeen[need] {
          isSeen[need] = true
          path.append((need, needs(of: need), 0))
        }
      }
    }
    return order
  }

  /// The declarations of the file that one speaks of.
  private func needs(of id: Int) -> [Int] {
    switch declarations[id].meaning {
    case .binding(let expression), .group(let expression, _): return mentioned(in: [expression])
    case .member(let group, _): return [group]
    case .function(let function):
      return mentioned(in: [function.body] + function.formals.compactMap(\.standard))
    case .parameter(let parameter): return mentioned(in: [parameter.value])
    case .argument, .column, .library: return []
    }
  }

  /// The declarations of the file whose names stand in some expressions.
  func mentioned(in expressions: [Expression], from scope: Int = Elaborator.file) -> [Int] {
    var found: [Int] = []
    var pending = expressions
    while let expression = pending.popLast() {
      switch expression.kind {
      case .name(let name):
        if let id = declaration(ofValue: name, from: scope) { found.append(id) }
      case .call(let name, _):
        if let id = declaration(ofFunction: name.text, from: scope) { found.append(id) }
      default: break
      }
      pending += expression.children
    }
    return found
  }

  /// What an unsupported construct speaks of counts as used.
  mutating func markUsed(_ expressions: [Expression], from scope: Int = Elaborator.file) {
    for id in mentioned(in: expressions, from: scope) {
      declarations[id].isUsed = true
      if case .member(let group, _) = declarations[id].meaning {
        declarations[group].isUsed = true
      }
    }
  }
}
