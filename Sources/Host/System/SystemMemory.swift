extension Environment {
  /// The bytes of memory that this process may still take: the least of what the machine has left,
  /// what its group may have and what the limit of its address space (`ulimit -v`) leaves. nil
  /// where the system does not say.
  public var memoryLeft: Int? {
    let status = lines("/proc/self/status")
    let resident = Self.kilobytes("VmRSS:", status) ?? 0
    let address = Self.kilobytes("VmSize:", status) ?? 0
    let limit = lines("/proc/self/limits").first { $0.hasPrefix("Max address space") }?
      .split(separator: " ").dropFirst(3).first.flatMap { Int($0) }
    let group = lines("/sys/fs/cgroup/memory.max").first.flatMap { Int($0) }
    return [
      Self.kilobytes("MemAvailable:", lines("/proc/meminfo")), limit.map { $0 - address },
      group.map { $0 - resident },
    ].compactMap { $0 }.min().map { max(0, $0) }
  }

  private func lines(_ path: String) -> [Substring] {
    guard let bytes = try? disk.read(path, limit: 1 << 16) else { return [] }
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n")
  }

  /// The bytes that a line such as `VmRSS:  1234 kB` names.
  private static func kilobytes(_ name: String, _ lines: [Substring]) -> Int? {
    lines.first { $0.hasPrefix(name) }.flatMap { line in
      line.dropFirst(name.count).split(whereSeparator: { $0 == " " || $0 == "\t" }).first
        .flatMap { Int($0) }.map { $0 << 10 }
    }
  }
}
