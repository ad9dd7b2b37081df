package import Host

/// How far something is, with the time it will take, on standard error: where that is a terminal
/// and once it has taken a second.
package final class Progress {
  private let what: String
  private let clock: any WallClock
  private let start: Int64
  private var isShown = false

  package init(_ what: String, in environment: Environment) {
    self.what = what
    clock = environment.clock
    start = clock.uptime()
  }

  package func show(_ done: Int, of all: Int) {
    let past = clock.uptime() - start
    guard Terminal.isProgressShown, past > 1_000_000_000, done > 0, done < all else { return }
    isShown = true
    let left = Double(past) / Double(done) * Double(all - done) / 1e9
    Terminal.say("\r\(what): \(done) of \(all), \(Int(left.rounded(.up))) s left \u{1B}[K")
  }

  /// Takes the line away.
  package func end() {
    if isShown { Terminal.say("\r\u{1B}[K") }
  }
}
