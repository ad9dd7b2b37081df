import Machine
import Market
package import Trading

/// What an alert says, as text and as JSON.
package enum AlertText {
  package static func text(_ message: AlertMessage) -> String {
    message.text.map(text).joined()
  }

  private static func text(_ piece: AlertMessage.Piece) -> String {
    switch piece {
    case .text(let text): text
    case .number(let number, let decimals): TextPart.text(number, decimals: decimals)
    case .flag(let flag): flag ? "true" : "false"
    case .time(let time): time.map { TimeText.text($0) } ?? "na"
    case .duration(let length): length.map { TimeText.duration($0) } ?? "na"
    }
  }

  /// The values of `with`, by their names; a missing one is null.
  package static func values(_ message: AlertMessage) -> JSON {
    .object(message.values.map { ($0.name, json($0.value)) })
  }

  private static func json(_ piece: AlertMessage.Piece) -> JSON {
    switch piece {
    case .text(let text): .text(text)
    case .number(let number, _): .finite(number)
    case .flag(let flag): .bool(flag)
    case .time(let time): .optional(time.map { TimeText.text($0) })
    case .duration(let length): .optional(length.map { TimeText.duration($0) })
    }
  }
}
