internal import Machine

/// Windows whose length changes: at every bar what the window of that fixed length gives there.
extension Rules {
  func bounded(_ name: String, _ x: [Cell], _ most: Int) -> Cell? {
    let least = name == "ago" ? 0 : 1
    func length(_ bar: Int) -> Int? {
      guard let n = Int(exactly: x[1].number(bar)), (least...max(most, least)).contains(n),
        n <= most
      else { return nil }
      return n
    }
    if name == "ago" {
      return Cell(x[0].before) { bar in
        length(bar).map { x[0].at(bar - $0) } ?? x[0].before
      }
    }
    var windows: [Int: Cell] = [:]
    return .numbers { bar in
      guard let n = length(bar) else { return .nan }
      let window = windows[n] ?? series(name, [x[0]], [Double(n)])
      windows[n] = window
      return window?.number(bar) ?? .nan
    }
  }
}
