import Foundation

/// What does not hold for an input.
struct Finding: Error { let what: String }

/// One process with one target. It says where it is: `at SEED` before a batch (or before each
/// input), `done INPUTS KEPT SLOWEST` at the end, `found SEED: WHAT` where something does not hold.
struct Child {
  let target: Target
  let isTrace: Bool
  static let batch: UInt64 = 1_000
  /// Of processor time, for one input.
  static let limit = 1.0

  func run(_ seeds: Range<UInt64>) {
    let watch = Watch()
    watch.begin()
    var kept = 0
    var slowest = 0.0
    for seed in seeds {
      if isTrace || (seed - seeds.lowerBound) % Child.batch == 0 { say("at \(seed)") }
      let begun = watch.enter(seed)
      do {
        if try target.holds(seed) { kept += 1 }
      } catch {
        say("found \(seed): \((error as? Finding)?.what ?? "\(error)")")
        exit(1)
      }
      let taken = Watch.processorTime() - begun
      slowest = max(slowest, taken)
      if taken > Child.limit {
        say("found \(seed): took \(taken) s")
        exit(1)
      }
    }
    say("done \(seeds.count) \(kept) \(slowest)")
  }

  private func say(_ line: String) { Child.say(line) }

  static func say(_ line: String) {
    FileHandle.standardOutput.write(Data((line + "\n").utf8))
  }
}

/// Ends the process when an input takes too long.
// SAFETY: its fields are read and written with the lock held.
final class Watch: @unchecked Sendable {
  private let lock = NSLock()
  private var seed: UInt64 = 0
  private var begun = 0.0
  private var isRunning = false

  static func processorTime() -> Double { Double(clock()) / Double(CLOCKS_PER_SEC) }

  func enter(_ seed: UInt64) -> Double {
    lock.withLock {
      self.seed = seed
      begun = Watch.processorTime()
      isRunning = true
      return begun
    }
  }

  func begin() {
    let thread = Thread { [self] in
      while true {
        Thread.sleep(forTimeInterval: 0.1)
        let late: UInt64? = lock.withLock {
          isRunning && Watch.processorTime() - begun > Child.limit ? seed : nil
        }
        if let late {
          Child.say("found \(late): took more than \(Child.limit) s")
          _exit(1)
        }
      }
    }
    thread.start()
  }
}
