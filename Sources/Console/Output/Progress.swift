package import Host

/// How far something is, with the time it will take, on standard error: where that is a terminal
/// and once it has taken a second.
package final class Progress: Sendable {
  private let what: String
  private let clock: any WallClock
  private let start: Int64
  private let isShown = Monitor(false)

  package init(_ what: String, in environment: Environment) {
    self.what = what
    clock = environment.clock
    start = clock.uptime()
  }

  package func show(_ done: Int, of all: Int) {
    let past = clock.uptime() - start
    guard Terminal.isProgressShown, past > 1_000_000_000, done > 0, done < all else { return }
    isShown.with { $0 = true }
    let left = Double(past) / Double(done) * Double(all - done) / 1e9
    // Of bytes and rows the share says more than how many they are.
    let part = all < 10_000 ? "\(done) of \(all)" : "\(Int(Double(done) / Double(all) * 100)) %"
    Terminal.say("\r\(what): \(part), \(Int(left.rounded(.up))) s left \u{1B}[K")
  }

  /// Takes the line away.
  package func end() {
    if isShown.with({ $0 }) { Terminal.say("\r\u{1B}[K") }
  }

  /// What hears how far pieces of work are, one after another, from the first word of each to its
  /// end.
  package static func hearing(_ what: String, in environment: Environment) -> Advance {
    let current = Monitor<Progress?>(nil)
    return { done, all in
      current.with { current in
        let progress = current ?? Progress(what, in: environment)
        current = done < all ? progress : nil
        done < all ? progress.show(done, of: all) : progress.end()
      }
    }
  }
}
