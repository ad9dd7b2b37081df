public import Syntax

/// What is wrong with what a file means, as facts; the words are `diagnostic(at:)`'s.
enum Problem {
  case name(NameProblem)
  case time(TimeProblem)
  case type(TypeProblem)
  case call(CallProblem)
  case order(OrderProblem)
  case clock(ClockProblem)
  case condition(ConditionProblem)
  case price(PriceProblem)
  case test(TestProblem)
  case limit(LimitProblem)
  case fold(FoldProblem)
  case output(OutputProblem)
  case file(ImportProblem)
  case start(StartProblem)
  case dimension(DimensionProblem)
  case portfolio(PortfolioProblem)

  /// The problem in words, for the place where it stands.
  func diagnostic(at span: Span) -> Diagnostic {
    switch self {
    case .name(let problem): problem.diagnostic(at: span)
    case .time(let problem): problem.diagnostic(at: span)
    case .type(let problem): problem.diagnostic(at: span)
    case .call(let problem): problem.diagnostic(at: span)
    case .order(let problem): problem.diagnostic(at: span)
    case .clock(let problem): problem.diagnostic(at: span)
    case .condition(let problem): problem.diagnostic(at: span)
    case .price(let problem): problem.diagnostic(at: span)
    case .test(let problem): problem.diagnostic(at: span)
    case .limit(let problem): problem.diagnostic(at: span)
    case .fold(let problem): problem.diagnostic(at: span)
    case .output(let problem): problem.diagnostic(at: span)
    case .file(let problem): problem.diagnostic(at: span)
    case .start(let problem): problem.diagnostic(at: span)
    case .dimension(let problem): problem.diagnostic(at: span)
    case .portfolio(let problem): problem.diagnostic(at: span)
    }
  }
}

/// Every problem the compiler can report, by code.
public enum CompilerKinds {
  public static let all: [DiagnosticKind] =
    names + times + types + calls + orders + prices + clocks + tests + conditions + limits + folds
    + outputs + imports + starts + dimensions + portfolios
}

/// `a`, `a or b`, `a, b or c`, each between back quotes.
func alternatives(_ words: [String]) -> String {
  let quoted = words.map { "`\($0)`" }
  guard let last = quoted.last, quoted.count > 1 else { return quoted.first ?? "" }
  return quoted.dropLast().joined(separator: ", ") + " or " + last
}

func didYouMean(_ words: [String]) -> String? {
  words.isEmpty ? nil : "did you mean \(alternatives(words))?"
}

/// A number as a trader writes it: `3`, not `3.0`.
func plain(_ number: Double) -> String {
  if number.isNaN { return "na" }
  if number == number.rounded(), number.magnitude < 1e15 { return String(Int(number)) }
  return String(number)
}

/// `1 name`, `3 names`.
func counted(_ count: Int, _ noun: String) -> String {
  count == 1 ? "1 \(noun)" : "\(count) \(noun)s"
}

extension Diagnostic.Fix {
  /// A fix of one edit.
  init(_ title: String, _ span: Span, _ replacement: String, isGuess: Bool = false) {
    self.init(title: title, edits: [Edit(span, replacement)], isGuess: isGuess)
  }
}
