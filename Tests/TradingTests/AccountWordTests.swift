import Machine
import Testing

@testable import Trading

/// The texts that a program compares with are those that reports write, in one order.
@Suite struct AccountWordTests {
  @Test func refusals() {
    #expect(AccountField.lastRefusal.texts == RefusalReason.allCases.map(\.text))
    for (place, reason) in RefusalReason.allCases.enumerated() {
      #expect(Int(reason.rawValue) == place)
    }
  }
}
