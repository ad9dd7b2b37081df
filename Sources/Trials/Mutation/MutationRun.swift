public import Compiler
public import Machine
public import Syntax

/// Tries mutants of a strategy against its tests: a mutant that no test kills shows what the tests
/// would not notice.
public struct MutationRun {
  /// What came of the mutants.
  public struct Score: Sendable, Hashable {
    /// Mutants that a test has failed.
    public internal(set) var killed = 0
    /// Mutants that every test has passed, in the order of the text.
    public internal(set) var survivors: [Mutant] = []
    /// Those that are the same program as the strategy or a mutant before.
    public internal(set) var same = 0
    /// Those that are no strategies.
    public internal(set) var unfit = 0
    /// Those that were not tried because there are more than the limit.
    public internal(set) var left = 0

    /// The share that was killed, from 0 to 1; nothing where nothing was tried.
    public var value: Double? {
      let tried = killed + survivors.count
      return tried == 0 ? nil : Double(killed) / Double(tried)
    }
  }

  let source: Source
  let limit: Int
  let seed: UInt64
  /// Compiles a changed text as the file itself was.
  let compile: (Source) -> Compilation
  /// The runner of a changed program's tests.
  let runner: (Program, TestSuite) -> TrialRunner

  /// - Parameters:
  ///   - limit: how many mutants are tried at most; which ones is drawn from the seed.
  public init(
    of source: Source, limit: Int, seed: UInt64, compile: @escaping (Source) -> Compilation,
    runner: @escaping (Program, TestSuite) -> TrialRunner
  ) {
    self.source = source
    self.limit = limit
    self.seed = seed
    self.compile = compile
    self.runner = runner
  }

  /// Every mutant of the file, in the order of its text.
  public static func mutants(of source: Source) -> [Mutant] {
    Mutants(of: parse(source).tree, source).all
  }

  /// - Parameters:
  ///   - tests: the names of the tests that count.
  ///   - progress: hears how many mutants of how many are done.
  public func score(
    _ original: Program, tests: Set<String>, progress: (Int, Int) -> Void = { _, _ in }
  ) -> Score {
    let all = MutationRun.mutants(of: source)
    let chosen = sample(all)
    var score = Score()
    score.left = all.count - chosen.count
    var known: Set<UInt64> = [original.meaning]
    for (index, mutant) in chosen.enumerated() {
      progress(index, chosen.count)
      let compilation = compile(mutant.text(of: source))
      guard let program = compilation.program, let suite = compilation.tests else {
        score.unfit += 1
        continue
      }
      guard known.insert(program.meaning).inserted else {
        score.same += 1
        continue
      }
      let runner = runner(program, suite)
      let isKilled = suite.tests.contains { test in
        tests.contains(test.name) && !runner.run(test).isPassed
      }
      if isKilled { score.killed += 1 } else { score.survivors.append(mutant) }
    }
    return score
  }

  /// As many mutants as may be tried, each as likely as the others, in the order of the text.
  private func sample(_ mutants: [Mutant]) -> [Mutant] {
    guard mutants.count > limit else { return mutants }
    var state = seed
    var order = Array(mutants.indices)
    for place in 0..<max(0, limit) {
      state &+= 0x9E37_79B9_7F4A_7C15
      var word = state
      word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
      word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
      word ^= word >> 31
      let other = place + Int(word % UInt64(order.count - place))
      order.swapAt(place, other)
    }
    return order.prefix(max(0, limit)).sorted().map { mutants[$0] }
  }
}

extension Program {
  /// The hash of what the program does, whatever text it was compiled from.
  fileprivate var meaning: UInt64 {
    var program = self
    program.sourceHash = 0
    return program.hash
  }
}
