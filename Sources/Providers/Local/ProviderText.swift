internal import Host
internal import Market

/// What stands behind a provider's name: what it needs, then `,name=value` for each option.
struct ProviderText {
  let spelling: String
  /// What stands first.
  let place: String
  private var options: [String: String]

  /// - Parameters:
  ///   - rest: the text behind the colon.
  ///   - names: the options that the provider takes.
  init(_ spelling: String, _ rest: Substring, _ names: [String]) throws(Failure) {
    self.spelling = spelling
    let parts = rest.split(separator: ",", omittingEmptySubsequences: false)
    place = parts.first.map(String.init) ?? ""
    options = [:]
    for part in parts.dropFirst() {
      guard let equals = part.firstIndex(of: "="), equals != part.startIndex else {
        throw ProviderKinds.options.failure(
          "\(spelling) has \"\(part.prefix(40))\" where name=value should stand", .usage)
      }
      let name = String(part[..<equals])
      guard names.contains(name) else {
        let known = names.isEmpty ? "none" : names.joined(separator: ", ")
        throw ProviderKinds.options.failure(
          "\(spelling) has an option \(name.prefix(40)); it takes \(known)", .usage)
      }
      guard options.updateValue(String(part[part.index(after: equals)...]), forKey: name) == nil
      else {
        throw ProviderKinds.options.failure("\(spelling) gives \(name) twice", .usage)
      }
    }
  }

  func text(_ name: String) -> String? { options[name] }

  /// A value that is read by `read`; what it gives where nothing is said.
  func value<Value>(
    _ name: String, _ what: String, or standard: Value, _ read: (String) -> Value?
  ) throws(Failure) -> Value {
    guard let text = options[name] else { return standard }
    guard let value = read(text) else {
      throw wrong("\(name) takes \(what), not \(text.prefix(40))")
    }
    return value
  }

  func wrong(_ what: String) -> Failure {
    ProviderKinds.options.failure("\(spelling): \(what)", .usage)
  }
}
