internal import Compiler
internal import Machine
internal import Syntax
internal import Testing

/// Every definition of the prelude, machine against reference, bit for bit, over the markets with
/// ties, with holes and numbers off the grid, with large and with tiny prices: with its standard
/// arguments and with short lengths.
@Suite struct CatalogueTests {
  static let calls: [String] = PreludeDefinition.all.flatMap { definition in
    let calls = ["", short(definition)].map { "\(definition.name)(\($0))" }
    return calls[0] == calls[1] ? [calls[0]] : calls
  }

  /// A tenth of every length that has a standard value.
  private static func short(_ definition: PreludeDefinition) -> String {
    definition.function.formals.compactMap { formal in
      guard case .number(let number, nil) = formal.standard?.kind, number > 2 else { return nil }
      return "\(formal.name.text): \(Int(number / 10) + 2)"
    }.joined(separator: ", ")
  }

  @Test(arguments: calls)
  func same(_ call: String) throws {
    for seed: UInt64 in [1, 4, 6, 7] {
      try Confrontation(seed: seed, bars: 70).expressions([call], [])
    }
  }
}
