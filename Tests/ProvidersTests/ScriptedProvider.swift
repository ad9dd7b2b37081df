import Host
import Machine
import Market
import Providers

/// Says what the script says, one answer a question; afterwards its last one again and again.
final class ScriptedProvider: Provider {
  enum Line: Sendable {
    case bars(Bars)
    case fails(FailureClass)
    case nothing
  }

  let spelling: String
  let manners: Manners
  private let script: [Line]
  /// When each question came, on the stopwatch.
  private let calls = Monitor<[Int64]>([])

  init(_ spelling: String, _ script: [Line], _ manners: Manners = Manners()) {
    (self.spelling, self.script, self.manners) = (spelling, script, manners)
  }

  var times: [Int64] { calls.with { $0 } }

  func bars(_ request: BarRequest, in environment: Environment) throws(Failure) -> Bars {
    let now = environment.clock.uptime()
    let number = calls.with { calls in
      calls.append(now)
      return calls.count - 1
    }
    switch script[min(number, script.count - 1)] {
    case .bars(let bars): return bars
    case .nothing: return Minutes.bars(0..<0)
    case .fails(let failureClass):
      throw Failure(failureClass, code: "X0001", "\(spelling) broke", help: nil)
    }
  }
}

/// Bars of a minute, of which the number says everything.
enum Minutes {
  static let minute: Int64 = 60_000_000_000
  /// 2024-01-02T14:30:00Z, a Tuesday; the stock exchange of New York opens.
  static let start: Int64 = 1_704_205_800_000_000_000

  static func bars(_ rows: Range<Int>) -> Bars {
    func words(_ shift: Int64) -> [Int64] { rows.map { Int64($0) * 1_000_000 + shift } }
    return Bars(
      time: rows.map { start + Int64($0) * minute }, open: words(500_000_000),
      high: words(700_000_000), low: words(300_000_000), close: words(600_000_000),
      volume: words(100_000_000), interval: minute)
  }
}
