internal import Foundation

/// The part of JSON Schema that `Grammar/schemas` uses: type, properties, required,
/// additionalProperties, items, enum, pattern. An unknown keyword is a fault of the schema, so that
/// none is passed over.
public struct SchemaCheck {
  private static let known: Set<String> = [
    "$schema", "title", "type", "properties", "required", "additionalProperties", "items", "enum",
    "pattern",
  ]

  private let schema: [String: Any]

  /// Reads `Grammar/schemas/NAME.json`.
  public init(named name: String) throws {
    let url = Repository.root.appendingPathComponent("Grammar/schemas/\(name).json")
    let data = try Data(contentsOf: url)
    schema = try JSONSerialization.jsonObject(with: data) as? [String: Any] ?? [:]
  }

  /// What is wrong with a text of JSON, each with its path; empty when it fits.
  public func problems(in text: String) -> [String] {
    guard
      let value = try? JSONSerialization.jsonObject(
        with: Data(text.utf8), options: .fragmentsAllowed)
    else { return ["not JSON: \(text.prefix(80))"] }
    var found: [String] = []
    check(value, schema, "$", &found)
    return found
  }

  private func check(_ value: Any, _ schema: [String: Any], _ path: String, _ found: inout [String])
  {
    for keyword in schema.keys where !Self.known.contains(keyword) {
      found.append("\(path): the schema's keyword \(keyword) is not known")
    }
    let kind = Self.kind(value)
    let types = schema["type"] as? [String] ?? (schema["type"] as? String).map { [$0] } ?? []
    let fits =
      types.isEmpty || types.contains(kind) || (kind == "integer" && types.contains("number"))
    if !fits { return found.append("\(path): is \(kind), not \(types.joined(separator: " or "))") }
    if let choices = schema["enum"] as? [String], let text = value as? String,
      !choices.contains(text)
    {
      found.append("\(path): \(text) is none of \(choices)")
    }
    if let pattern = schema["pattern"] as? String, let text = value as? String,
      text.range(of: pattern, options: .regularExpression) == nil
    {
      found.append("\(path): \(text) does not match \(pattern)")
    }
    if let items = schema["items"] as? [String: Any], let list = value as? [Any] {
      for (index, item) in list.enumerated() { check(item, items, "\(path)[\(index)]", &found) }
    }
    if let fields = value as? [String: Any] { checkObject(fields, schema, path, &found) }
  }

  private func checkObject(
    _ fields: [String: Any], _ schema: [String: Any], _ path: String, _ found: inout [String]
  ) {
    let properties = schema["properties"] as? [String: [String: Any]] ?? [:]
    for name in schema["required"] as? [String] ?? [] where fields[name] == nil {
      found.append("\(path): \(name) is missing")
    }
    for (name, value) in fields.sorted(by: { $0.key < $1.key }) {
      if let property = properties[name] {
        check(value, property, "\(path).\(name)", &found)
      } else if let rest = schema["additionalProperties"] as? [String: Any] {
        check(value, rest, "\(path).\(name)", &found)
      } else if schema["additionalProperties"] as? Bool == false {
        found.append("\(path): \(name) is not in the schema")
      }
    }
  }

  private static func kind(_ value: Any) -> String {
    switch value {
    case is NSNull: return "null"
    case is String: return "string"
    case is [Any]: return "array"
    case is [String: Any]: return "object"
    case let number as NSNumber:
      if isBoolean(number) { return "boolean" }
      return number.doubleValue == number.doubleValue.rounded()
        && number.doubleValue.magnitude < 1e15
        ? "integer" : "number"
    default: return "unknown"
    }
  }

  private static func isBoolean(_ number: NSNumber) -> Bool {
    let type = String(cString: number.objCType)
    return type == "c" || type == "B"
  }
}
