public import Host

/// The time zones of the system, each read when it is first asked for.
public final class ZoneFiles: Sendable {
  private let disk: any Disk
  private let folder: String
  private let known = Monitor<[String: Result<Zone, Failure>]>([:])

  public init(_ environment: Environment, folder: String = "/usr/share/zoneinfo") {
    disk = environment.disk
    self.folder = folder
  }

  /// A zone by its IANA name, such as `America/New_York`.
  ///
  /// Fails with class `data` for a name that is none, and with class `system` where there are no
  /// zones to be read.
  public func zone(_ name: String) throws(Failure) -> Zone {
    if name == "UTC" { return .utc }
    let result = known.with { known in
      if let result = known[name] { return result }
      let result = read(name)
      known[name] = result
      return result
    }
    return try result.get()
  }

  private func read(_ name: String) -> Result<Zone, Failure> {
    Result { () throws(Failure) in
      guard ZoneFiles.isName(name) else { throw unknown(name) }
      let bytes: [UInt8]
      do {
        bytes = try disk.read("\(folder)/\(name)", limit: 1 << 20)
      } catch {
        guard (try? disk.list(folder)) != nil else {
          throw DataKinds.noZones.failure("there are no time zones in \(folder)")
        }
        throw unknown(name)
      }
      guard let zone = ZoneText(bytes).zone(named: name) else { throw unknown(name) }
      return zone
    }
  }

  private func unknown(_ name: String) -> Failure {
    DataKinds.unknownZone.failure("there is no time zone \"\(name.prefix(60))\"")
  }

  /// Letters, digits and `_ + - /`, no part empty: nothing that leads out of the folder.
  private static func isName(_ name: String) -> Bool {
    guard (1...60).contains(name.utf8.count) else { return false }
    return name.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { part in
      !part.isEmpty
        && part.utf8.allSatisfy { byte in
          switch byte {
          case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F, 0x2B, 0x2D: true
          default: false
          }
        }
    }
  }
}
