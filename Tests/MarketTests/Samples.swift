internal import CZlib
internal import Foundation
internal import Host

@testable internal import Market

/// How a file is read in a test: all of it at once, or in pieces so small that every seam shows.
struct Reading: Sendable, Hashable, CustomStringConvertible {
  var threads = 1
  var blockSize = 1 << 18
  /// Bytes of bars that are held in memory.
  var held = CSVFile.mostHeld

  static let all = [
    Reading(), Reading(threads: 1, blockSize: 1), Reading(threads: 2, blockSize: 7),
    Reading(threads: 3, blockSize: 64), Reading(threads: 2, blockSize: 1_000),
    Reading(threads: 2, blockSize: 64, held: 4_096),
  ]

  var description: String { "\(threads) threads, blocks of \(blockSize), \(held) held" }
}

/// Reads bytes as the file `bars.csv` of a disk in memory.
func read(_ bytes: [UInt8], _ reading: Reading = Reading()) throws(Failure) -> DataSet {
  let disk = MemoryDisk(["bars.csv": bytes])
  return try CSVFile("bars.csv").read(
    in: .simulated(seed: 1, disk: disk), threads: reading.threads, blockSize: reading.blockSize,
    held: reading.held)
}

func read(_ text: String, _ reading: Reading = Reading()) throws(Failure) -> DataSet {
  try read(Array(text.utf8), reading)
}

/// The failure of reading a text, the same however it is cut; nil when it is accepted.
func refusal(_ bytes: [UInt8], _ reading: Reading = Reading()) -> Failure? {
  do throws(Failure) {
    _ = try read(bytes, reading)
    return nil
  } catch {
    return error
  }
}

func refusal(_ text: String) -> Failure? { refusal(Array(text.utf8)) }

/// A header and these rows.
func csv(_ rows: String...) -> String {
  (["time,open,high,low,close,volume"] + rows).joined(separator: "\n") + "\n"
}

/// Packs bytes as gzip does.
func gzip(_ bytes: [UInt8]) -> [UInt8] {
  var stream = z_stream()
  deflateInit2_(
    &stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
    Int32(MemoryLayout<z_stream>.size))
  var input = bytes
  var output = [UInt8](repeating: 0, count: bytes.count + bytes.count / 10 + 1_000)
  let count = input.withUnsafeMutableBufferPointer { input in
    output.withUnsafeMutableBufferPointer { output in
      stream.next_in = input.baseAddress
      stream.avail_in = UInt32(input.count)
      stream.next_out = output.baseAddress
      stream.avail_out = UInt32(output.count)
      deflate(&stream, Z_FINISH)
      return output.count - Int(stream.avail_out)
    }
  }
  deflateEnd(&stream)
  return Array(output.prefix(count))
}

/// The seed of this run's random tests: `QUILL_SEED`, or another one every time.
let testSeed: UInt64 =
  ProcessInfo.processInfo.environment["QUILL_SEED"].flatMap(UInt64.init)
  ?? SystemRandom().next() % 1_000_000

/// Numbers from a seed.
struct Dice {
  private let source: SimulatedRandom

  init(_ seed: UInt64) { source = SimulatedRandom(seed: seed) }

  func roll(_ sides: Int) -> Int { Int(source.next() % UInt64(max(1, sides))) }

  func pick<Element>(_ elements: [Element]) -> Element { elements[roll(elements.count)] }
}
