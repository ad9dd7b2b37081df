internal import Host
internal import Testing

/// What the system says of memory, and what that leaves.
@Suite struct MemoryLeftTests {
  private func left(_ files: [String: String]) -> Int? {
    let disk = MemoryDisk(files.mapValues { Array($0.utf8) })
    return Environment.simulated(seed: 1, disk: disk).memoryLeft
  }

  private static let machine = "MemTotal:        8000000 kB\nMemAvailable:    4000000 kB\n"
  private static let process = "Name:\tquill\nVmSize:\t  500000 kB\nVmRSS:\t   20000 kB\n"
  private static func limits(_ text: String) -> String {
    "Limit                     Soft Limit           Hard Limit           Units\n"
      + "Max address space         \(text)            unlimited            bytes\n"
  }

  @Test func theLeastCounts() {
    var files = [
      "/proc/meminfo": Self.machine, "/proc/self/status": Self.process,
      "/proc/self/limits": Self.limits("unlimited"),
    ]
    #expect(left(files) == 4_000_000 << 10)
    files["/proc/self/limits"] = Self.limits("2560000000")
    #expect(left(files) == 2_560_000_000 - (500_000 << 10))
    files["/sys/fs/cgroup/memory.max"] = "max\n"
    #expect(left(files) == 2_560_000_000 - (500_000 << 10))
    files["/sys/fs/cgroup/memory.max"] = "1000000000\n"
    #expect(left(files) == 1_000_000_000 - (20_000 << 10))
    files["/proc/self/limits"] = Self.limits("1000")
    #expect(left(files) == 0)
  }

  @Test func aSystemThatSaysNothingSetsNoLimit() {
    #expect(left([:]) == nil)
    #expect(left(["/proc/meminfo": "odd\n", "/sys/fs/cgroup/memory.max": "x"]) == nil)
  }

  @Test func thisMachineSaysSomething() {
    #expect((Environment.system.memoryLeft ?? 1) > 0)
  }
}
