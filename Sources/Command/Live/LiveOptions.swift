import ArgumentParser
import Backtest
import Console
import Host
import Live
import Trading

/// Where the bars of now come from, as `--feed` says it: `replay:DATA[@SPEED]`.
struct FeedChoice {
  /// A file of bars, with or without its symbol.
  let data: String
  let speed: ReplayFeed.Speed

  init(_ text: String) throws {
    guard text.hasPrefix("replay:") else {
      throw Failure(
        .usage, UsageKinds.value,
        "--feed takes replay:DATA[@SPEED], not \(text); there is no other feed yet")
    }
    let rest = text.dropFirst("replay:".count)
    guard let mark = rest.lastIndex(of: "@") else {
      (data, speed) = (String(rest), .most)
      return
    }
    data = String(rest[..<mark])
    let word = rest[rest.index(after: mark)...]
    if word == "max" {
      speed = .most
    } else if let times = Double(word), times > 0, times.isFinite {
      speed = .times(times)
    } else {
      throw Failure(
        .usage, UsageKinds.value,
        "the speed of a replay is max, or how many times as fast as it was: @60, not @\(word)")
    }
  }

  /// In a trader's words.
  var words: String {
    switch speed {
    case .most: "as fast as it can"
    case .times(let times): "\(NumberText.plain(times)) times as fast as it was"
    }
  }
}
