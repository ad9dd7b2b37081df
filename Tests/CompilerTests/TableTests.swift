import Machine
import Syntax
import Testing

@testable import Compiler

/// The builtin table has what the compiler takes for granted.
@Suite struct TableTests {
  @Test func everyOperationHasItsRows() {
    for operation in Operation.allCases {
      switch operation {
      case .and, .or, .not: #expect(operation.row(.flag) != nil, "\(operation)")
      case .choose, .equal, .notEqual:
        for bank in Bank.allCases { #expect(operation.row(bank) != nil, "\(operation) \(bank)") }
      case .less, .lessOrEqual, .greater, .greaterOrEqual, .subtract:
        #expect(operation.row(.number) != nil && operation.row(.word) != nil, "\(operation)")
      case .crossesAbove, .crossesBelow, .add, .multiply, .divide, .power, .negate, .coalesce,
        .from:
        #expect(operation.row(.number) != nil, "\(operation)")
      }
    }
  }

  @Test func everyOperatorOfTheTableIsKnown() {
    let symbols = Set(Operation.allCases.map(\.symbol))
    for builtin in Builtin.all {
      if let symbol = builtin.symbol { #expect(symbols.contains(symbol), "\(builtin.name)") }
    }
  }

  @Test func everyOverloadCanBeReached() {
    for builtin in Builtin.all where builtin.symbol == nil {
      #expect(ForeignWord.value(builtin.name) == nil, "\(builtin.name) is no foreign word")
      #expect(PreludeDefinition.named(builtin.name) == nil, "\(builtin.name) is defined twice")
    }
  }

  @Test func everyNameStandsForOneThing() {
    var owners: [String: String] = [:]
    func claim(_ names: [String], _ owner: String) {
      for name in names {
        #expect(owners[name, default: owner] == owner, "\(name) is \(owner) and something else")
        #expect(ForeignWord.value(name) == nil, "\(name) is no foreign word")
        owners[name] = owner
      }
    }
    for builtin in Builtin.all where builtin.symbol == nil {
      claim([builtin.name] + builtin.aliases, builtin.name)
    }
    for definition in PreludeDefinition.all {
      claim([definition.name] + definition.aliases, "definition \(definition.name)")
    }
  }
}
