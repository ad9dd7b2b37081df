internal import Syntax

extension Item {
  /// What the statement is called in a sentence.
  var construct: String {
    switch kind {
    case .header(let header): "`\(header.kind.rawValue)`"
    case .parameter: "`param`"
    case .require: "`require`"
    case .binding: "`let`"
    case .function: "`fn`"
    case .column: "`column`"
    case .use: "`import`"
    case .enter: "`enter`"
    case .exit: "`exit`"
    case .entries: "`entries`"
    case .each: "`each`"
    case .allocate: "`allocate`"
    case .pyramid: "`pyramid`"
    case .cooldown: "`cooldown`"
    case .reversal: "`reversal`"
    case .limits: "`limits`"
    case .assume: "`assume`"
    case .history: "`history`"
    case .universe: "`universe`"
    case .alert: "`alert`"
    case .plot: "`plot`"
    case .test: "`test`"
    }
  }

  /// The expressions of a statement whose meaning comes later.
  var expressions: [Expression] {
    switch kind {
    case .entries(let entries): entries.clauses.flatMap(\.expressions)
    case .each(let each): each.range.children + each.items.flatMap(\.expressions)
    case .allocate(let allocate):
      [allocate.target] + [allocate.band, allocate.when].compactMap { $0 }
    case .pyramid(let value), .cooldown(let value), .require(let value): [value]
    case .limits(let limits): limits.flatMap(\.expressions)
    case .assume(let assumptions): assumptions.map(\.expression)
    case .history(.bars(let value)), .history(.since(let value)): [value]
    case .universe(let values): values
    case .test(let test): test.steps.flatMap(\.expressions)
    case .enter(let enter): enter.clauses.flatMap(\.expressions) + (enter.tag?.values ?? [])
    case .exit(let exit):
      exit.clauses.flatMap(\.expressions) + (exit.share.map { [$0] } ?? [])
    case .binding(let binding): [binding.value]
    case .plot(let plot): plot.series + plot.levels
    case .alert(let alert):
      alert.text.values + alert.values.map(\.value) + (alert.when.map { [$0] } ?? [])
    case .header, .parameter, .function, .column, .use, .reversal: []
    }
  }
}

extension Clause {
  var expressions: [Expression] {
    switch kind {
    case .when(let value), .at(let value), .until(let value), .size(let value, _),
      .risk(let value), .lasting(.bars(let value)), .lasting(.time(let value)),
      .stop(.distance(let value)), .stop(.level(let value)), .target(.distance(let value)),
      .target(.level(let value)):
      [value]
    case .beyond(let value, let limit): [value] + (limit.map { [$0] } ?? [])
    case .trail(let value, let after): [value] + (after.map { [$0] } ?? [])
    case .untilFilled: []
    }
  }

  /// The word the clause begins with.
  var word: String {
    switch kind {
    case .when: "when"
    case .at: "at"
    case .beyond: "beyond"
    case .lasting: "for"
    case .until, .untilFilled: "until"
    case .size: "size"
    case .risk: "risk"
    case .stop: "stop"
    case .target: "target"
    case .trail: "trail"
    }
  }
}

extension Limit {
  var expressions: [Expression] {
    switch kind {
    case .maxDrawdown(let value), .maxDailyLoss(let value), .maxPosition(let value),
      .maxSector(let value), .maxExposure(let value):
      [value]
    case .maxOrders(let value, let frame): [value, frame]
    }
  }
}

extension Assumption {
  var expression: Expression {
    switch kind {
    case .bars(let value), .capital(let value), .fee(let value), .slippage(let value): value
    }
  }
}

extension Test.Step {
  var expressions: [Expression] {
    switch kind {
    case .bars(.file): []
    case .bars(.shapes(_, let values)), .bars(.rows(let values)): values
    case .parameter(_, let value): [value]
    case .expect(let expectation):
      expectation.subject.expressions + (expectation.at?.children ?? [])
    }
  }
}

extension Test.Expectation.Subject {
  var expressions: [Expression] {
    if case .holds(let value) = self { return [value] }
    return []
  }
}
