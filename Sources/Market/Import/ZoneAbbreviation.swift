/// Short names of zones as they stand behind times.
///
/// Those that name one offset, in winter and in summer alike, are read; of those that stand for
/// several the zone is asked for.
enum ZoneAbbreviation {
  /// Minutes east of UTC. The American ones are those of RFC 2822.
  private static let fixed: [String: Int] = [
    "est": -300, "edt": -240, "mdt": -360, "pdt": -420, "akst": -540, "akdt": -480, "hst": -600,
    "wet": 0, "west": 60, "cet": 60, "cest": 120, "mez": 60, "mesz": 120, "eet": 120, "eest": 180,
    "msk": 180, "jst": 540, "kst": 540, "hkt": 480, "sgt": 480, "awst": 480, "acst": 570,
    "acdt": 630, "aest": 600, "aedt": 660, "nzst": 720, "nzdt": 780,
  ]

  /// What they may be, of which one is an example for `--zone`.
  private static let open: [String: String] = [
    "cst": "America/Chicago, Asia/Shanghai", "cdt": "America/Chicago, America/Havana",
    "mst": "America/Denver, Asia/Yangon", "pst": "America/Los_Angeles, Asia/Manila",
    "ist": "Asia/Kolkata, Europe/Dublin, Asia/Jerusalem", "bst": "Europe/London, Asia/Dhaka",
    "ast": "America/Halifax, Asia/Riyadh", "adt": "America/Halifax, Asia/Baghdad",
    "gst": "Asia/Dubai, Atlantic/South_Georgia", "sst": "Pacific/Pago_Pago, Asia/Singapore",
    "wst": "Australia/Perth, Pacific/Apia", "et": "America/New_York", "ct": "America/Chicago",
    "mt": "America/Denver", "pt": "America/Los_Angeles",
  ]

  /// Seconds east of UTC; nil where it names no single offset.
  static func offset(_ word: String) -> Int? { fixed[word].map { $0 * 60 } }

  static func isKnown(_ word: String) -> Bool { fixed[word] != nil || open[word] != nil }

  /// Zones that one of several meanings may be.
  static func meanings(_ word: String) -> String { open[word] ?? "" }
}
