import ArgumentParser
import Backtest
import Console
import Host
import Live
import Providers
import Trading

/// Where the bars of now come from, as `--feed` says it.
enum FeedChoice {
  /// Bars of the past: `replay:DATA[@SPEED]`.
  case replay(data: String, speed: ReplayFeed.Speed)
  /// JSON lines as they come: `lines:INTERVAL`.
  case lines(String)

  init(_ text: String) throws {
    if ProviderCatalog.entry(of: text)?.name == "lines" {
      self = .lines(text)
      return
    }
    guard text.hasPrefix("replay:") else {
      let forms = ProviderCatalog.all.filter { $0.services.contains(.feed) }.map(\.form)
      throw Failure(
        .usage, UsageKinds.value,
        "--feed takes \(forms.joined(separator: " or ")), not \(text); there is no other feed yet")
    }
    let rest = text.dropFirst("replay:".count)
    guard let mark = rest.lastIndex(of: "@") else {
      self = .replay(data: String(rest), speed: .most)
      return
    }
    let word = rest[rest.index(after: mark)...]
    let speed: ReplayFeed.Speed
    if word == "max" {
      speed = .most
    } else if let times = Double(word), times > 0, times.isFinite {
      speed = .times(times)
    } else {
      throw Failure(
        .usage, UsageKinds.value,
        "the speed of a replay is max, or how many times as fast as it was: @60, not @\(word)")
    }
    self = .replay(data: String(rest[..<mark]), speed: speed)
  }

  /// How fast a replay runs.
  var speed: ReplayFeed.Speed {
    if case .replay(_, let speed) = self { speed } else { .most }
  }

  /// True where bars come when they are due, not as fast as they are asked for.
  var isPaced: Bool {
    switch self {
    case .replay(_, let speed): speed != .most
    case .lines: true
    }
  }

  /// In a trader's words: what comes after so many bars of history.
  func words(of bars: Int, from first: Int) -> String {
    switch self {
    case .lines(let text): "\(text): \(first) bars of history, then what comes"
    case .replay(let data, let speed):
      "replay of \(BarsOptions(data: data).source.path), \(FeedChoice.words(speed)): "
        + "\(first) bars of history, then \(bars - first)"
    }
  }

  private static func words(_ speed: ReplayFeed.Speed) -> String {
    switch speed {
    case .most: "as fast as it can"
    case .times(let times): "\(NumberText.plain(times)) times as fast as it was"
    }
  }
}
