import Backtest

/// A JSON value with its keys in the order they were given, so that output is stable to the byte.
package enum JSON: Sendable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByNilLiteral
{
  case null
  case bool(Bool)
  case integer(Int64)
  case number(Double)
  case text(String)
  case array([JSON])
  case object([(String, JSON)])

  package init(stringLiteral value: String) { self = .text(value) }
  package init(integerLiteral value: Int64) { self = .integer(value) }
  package init(booleanLiteral value: Bool) { self = .bool(value) }
  package init(arrayLiteral elements: JSON...) { self = .array(elements) }
  package init(nilLiteral: ()) { self = .null }

  package static func integer(_ value: Int) -> JSON { .integer(Int64(value)) }
  package static func optional(_ value: String?) -> JSON { value.map(JSON.text) ?? .null }
  /// A number; missing and infinite ones are null.
  package static func finite(_ value: Double?) -> JSON {
    guard let value, value.isFinite else { return .null }
    return .number(value)
  }

  /// One line, or indented by two spaces.
  package func text(indented: Bool = true) -> String {
    var out = ""
    write(to: &out, indented ? 0 : nil)
    return out
  }

  private func write(to out: inout String, _ indent: Int?) {
    switch self {
    case .null: out += "null"
    case .bool(let value): out += value ? "true" : "false"
    case .integer(let value): out += String(value)
    case .number(let value): out += value.isFinite ? NumberText.plain(value) : "null"
    case .text(let value): JSON.quote(value, to: &out)
    case .array(let values):
      JSON.list("[", "]", values.count, indent, to: &out) { index, inner, out in
        values[index].write(to: &out, inner)
      }
    case .object(let fields):
      JSON.list("{", "}", fields.count, indent, to: &out) { index, inner, out in
        JSON.quote(fields[index].0, to: &out)
        out += inner == nil ? ":" : ": "
        fields[index].1.write(to: &out, inner)
      }
    }
  }

  private static func list(
    _ open: String, _ close: String, _ count: Int, _ indent: Int?, to out: inout String,
    _ element: (Int, Int?, inout String) -> Void
  ) {
    out += open
    let inner = indent.map { $0 + 2 }
    for index in 0..<count {
      if index > 0 { out += "," }
      if let inner { out += "\n" + String(repeating: " ", count: inner) }
      element(index, inner, &out)
    }
    if let indent, count > 0 { out += "\n" + String(repeating: " ", count: indent) }
    out += close
  }

  private static func quote(_ value: String, to out: inout String) {
    out += "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": out += "\\\""
      case "\\": out += "\\\\"
      case "\n": out += "\\n"
      case "\r": out += "\\r"
      case "\t": out += "\\t"
      case "\u{0}"..<"\u{20}":
        let digits = String(scalar.value, radix: 16)
        out += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: out.unicodeScalars.append(scalar)
      }
    }
    out += "\""
  }
}
