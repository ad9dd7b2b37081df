import Backtest
package import Machine

/// 16 hexadecimal digits.
package func hexadecimal(_ hash: UInt64) -> String {
  let digits = String(hash, radix: 16)
  return String(repeating: "0", count: 16 - digits.count) + digits
}

extension Program.Parameter {
  /// The standard value as the file spells it.
  package var spelledStandard: String { spelled(standard) }

  package func spelled(_ value: Double) -> String {
    if case .texts(let texts) = domain, let index = Int(exactly: value),
      texts.indices.contains(index)
    {
      return "\"\(texts[index])\""
    }
    return NumberText.plain(value)
  }

  package var json: JSON {
    var domain: JSON = .null
    switch self.domain {
    case .none: break
    case .range(let range, let step):
      domain = .object([
        ("from", .number(range.lowerBound)), ("to", .number(range.upperBound)),
        ("step", .finite(step)),
      ])
    case .numbers(let numbers): domain = .array(numbers.map(JSON.number))
    case .texts(let texts): domain = .array(texts.map(JSON.text))
    }
    var standard: JSON = .number(self.standard)
    if case .texts(let texts) = self.domain, let index = Int(exactly: self.standard),
      texts.indices.contains(index)
    {
      standard = .text(texts[index])
    }
    return .object([("name", .text(name)), ("standard", standard), ("domain", domain)])
  }
}
