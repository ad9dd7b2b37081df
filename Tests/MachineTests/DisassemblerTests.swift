internal import Machine
internal import TestSupport
internal import Testing

@Suite struct DisassemblerTests {
  @Test func aSmallProgramReadsAsWritten() {
    let expected = """
      program "specimen" format 3
        const $n1 = 2.0
        const $n3 = 3.0
        const $n4 = 0.0
        const $n5 = 4.0
        const $n6 = 6.0
        const $n7 = 1.0
        const $n8 = 0.0
        const $n9 = 2.0
        const $n10 = 0.0
        param $n0 = 5.0  ; length
      once:
        $n2 <- multiply $n0, $n1
      columns:
        n0 <- column close
        w0 <- words close
        n1 <- sma w0, $n2
        n2 <- sma w0[3], $n0
        n3 <- ema n1, $n3, $n4
        n4 <- stdev n3, $n5
        n5 <- highest n0, $n6
        f0 <- crosses_above n0, n2
        n6 <- value_when f0, n5, $n7
        w1 <- time
        w2 <- time_close
        f1 <- later w2, w1
        n7 <- bar_index
        n8 <- splat $n1
        n9 <- add n7[$n2], n8[1]
        n10 <- splat $n8
        loop 2
        n11 <- add n12[1], n0
        n12 <- from n12[1], n10, n11
        n13 <- splat $n10
        n14, $n11 <- fold 5 n13, $n9, $n0
        $n12 <- add $n11, $n9
        n15 <- vary $n11
        n16 <- multiply n0[$n12], n15
        n17 <- add n14, n16
        n14 <- carry n17
      bars:
      output n1  ; number0
      output n2  ; number1
      output n3  ; number2
      output n4  ; number3
      output n5  ; number4
      output n6  ; number5
      output n9  ; number6
      output n12  ; number7
      output n14  ; number8
      output f0  ; crosses
      output f1  ; later
      output w1  ; time

      """
    #expect(Specimen.program().disassembly == expected)
  }
}
