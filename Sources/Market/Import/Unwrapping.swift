extension ArraySlice<UInt8> {
  /// A field without what spreadsheets and databases put around it so that it stays a text:
  /// `="2021-01-04"` and `'2021-01-04'`.
  var unwrapped: ArraySlice<UInt8> {
    guard let first, let last, count >= 2 else { return self }
    if first == 0x27, last == 0x27 { return dropFirst().dropLast() }
    guard first == 0x3D, last == 0x22, count >= 3, self[startIndex + 1] == 0x22, count > 3 else {
      return self
    }
    return dropFirst(2).dropLast()
  }
}
