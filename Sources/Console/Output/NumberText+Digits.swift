import Backtest
import Glibc

extension NumberText {
  /// 17 significant digits; empty where missing.
  package static func exact(_ value: Double) -> String {
    value.isFinite ? formatted("%.17g", value) : ""
  }

  /// Six significant digits for tables.
  package static func brief(_ value: Double) -> String {
    value.isFinite ? formatted("%.6g", value) : "na"
  }

  private static func formatted(_ format: String, _ value: Double) -> String {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 400) { buffer in
      let count = withVaList([value]) {
        vsnprintf(buffer.baseAddress, buffer.count, format, $0)
      }
      let bytes = buffer.prefix(Int(max(0, min(count, 399)))).map { UInt8(bitPattern: $0) }
      return String(decoding: bytes, as: UTF8.self)
    }
  }
}
