import Compiler
import Foundation
import Syntax
import TestSupport

/// Random texts: bytes, words, and programs that are more or less damaged.
struct Texts {
  /// Sound programs of all kinds, and those of the pages, which have every problem.
  static let corpus: [[UInt8]] = {
    var texts = (SyntaxKinds.all + CompilerKinds.all).flatMap { [$0.before, $0.after] }
    texts += ForeignWord.all.map { "strategy \"s\"\nlet x = \($0.written)\n\($0.written)\n" }
    for seed in 0..<60 {
      var scripts = Scripts(seed: UInt64(seed))
      texts.append(scripts.strategy(seesAccount: seed % 2 == 0))
    }
    return texts.filter { !$0.isEmpty && $0.utf8.count < 6_000 }.map { Array($0.utf8) }
  }()

  private static let words: [[UInt8]] = {
    let words = #"""
      and or not if then else match from next prev on true false na strategy param let fn enter exit
      each test limits assume when at beyond for until size stop target bars expect plot alert crosses
      above below in long short of x y close high rsi sma( f( ( ) [ ] { } , ; : . .. ..< = == != < > + -
      * / ^ ?? => := && || ! % ? " \ ' # // /* 1 2.5 3% .5 1d 2020-01-01 1x "a" "{x}" "{" "} 10 ticks
      0..<n: @ ~ é “ ” ta.sma( close[ -1 import Buy Cross( [a,b] 1e999 99999999999999999999 \u{202E}
      """#
    return words.split { $0 == " " || $0 == "\n" }.map { Array($0.utf8) }
  }()

  /// The text of a seed.
  static func text(_ seed: UInt64) -> [UInt8] {
    var random = SplitMix64(seed: seed)
    switch random.below(10) {
    case 0: return (0..<random.below(300)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    case 1, 2: return soup(&random)
    case 3: return repeated(&random)
    default: return damaged(random.pick(corpus), &random)
    }
  }

  private static func soup(_ random: inout SplitMix64) -> [UInt8] {
    var bytes: [UInt8] = random.once(in: 2) ? Array("strategy \"s\"\nlet x = ".utf8) : []
    for _ in 0..<random.below(90) {
      bytes += random.pick(words)
      bytes += random.pick([[], [0x20], [0x20], [0x0A]])
    }
    return bytes
  }

  /// One thing very often, deep or long.
  private static func repeated(_ random: inout SplitMix64) -> [UInt8] {
    let piece = random.pick(words) + (random.once(in: 2) ? random.pick(words) : [])
    let count = random.pick([20, 200, 2_000]) / max(1, piece.count / 4)
    var bytes = Array("strategy \"s\"\nlet x = ".utf8)
    for _ in 0..<count { bytes += piece + [0x20] }
    return bytes
  }

  static func damaged(_ text: [UInt8], _ random: inout SplitMix64) -> [UInt8] {
    var bytes = text
    for _ in 0..<random.below(7) {
      guard !bytes.isEmpty else { return [40] }
      let index = random.below(bytes.count)
      let length = min(random.below(random.pick([2, 12, 200])) + 1, bytes.count - index)
      let other = random.pick(corpus)
      let from = random.below(other.count)
      switch random.below(8) {
      case 0: bytes.removeSubrange(index..<(index + length))
      case 1:
        bytes.insert(contentsOf: bytes[index..<(index + length)], at: random.below(bytes.count))
      case 2: bytes[index] = UInt8(truncatingIfNeeded: random.next())
      case 3, 4: bytes.insert(contentsOf: random.pick(words), at: index)
      case 5: bytes.swapAt(index, random.below(bytes.count))
      case 6:
        bytes.insert(contentsOf: other[from..<min(other.count, from + length)], at: index)
      default: bytes.removeSubrange(index...)
      }
    }
    return bytes
  }

  /// A well-typed program with a few of its words exchanged, so that most of it still means
  /// something.
  static func program(_ seed: UInt64) -> [UInt8] {
    var random = SplitMix64(seed: seed ^ 0x5EED)
    if random.once(in: 4) { return text(seed) }
    var scripts = Scripts(seed: random.next())
    let text = scripts.strategy(seesAccount: random.once(in: 2))
    var tokens = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    for _ in 0..<random.below(4) where tokens.count > 1 {
      let (here, there) = (random.below(tokens.count), random.below(tokens.count))
      switch random.below(5) {
      case 0: tokens[here] = tokens[there]
      case 1: tokens.remove(at: here)
      case 2: tokens.insert(tokens[there], at: here)
      case 3: tokens[here] = String(decoding: random.pick(words), as: UTF8.self)
      default: tokens.swapAt(here, there)
      }
    }
    return Array(tokens.joined(separator: " ").utf8)
  }
}
