internal import Glibc

/// Every failure the operating system can hand us, one row a code.
public enum SystemKinds {
  public static let missing = FailureKind(
    code: "S0001", title: "no such file or folder",
    explanation: "Nothing exists under this path.",
    remedy: "Check the spelling and the folder you are in; relative paths start there.")
  public static let folder = FailureKind(
    code: "S0002", title: "is a folder",
    explanation: "A file was expected and the path names a folder.",
    remedy: "Name a file inside the folder.")
  public static let permission = FailureKind(
    code: "S0003", title: "no permission",
    explanation: "The system does not let this user do that with this path.",
    remedy: "Look at the owner and the mode with `ls -l`, or choose another path.")
  public static let full = FailureKind(
    code: "S0004", title: "disk full",
    explanation: "No room is left on the device, or the quota is used up. A file that was to be "
      + "replaced still has its old content.",
    remedy: "Free some space (`df -h` shows where it went) or write elsewhere.")
  public static let notFolder = FailureKind(
    code: "S0005", title: "not a folder",
    explanation: "Part of the path that should be a folder is a file.",
    remedy: "Check the path up to its last slash.")
  public static let tooManyOpen = FailureKind(
    code: "S0006", title: "too many open files",
    explanation: "This process or the whole system has used up its open files.",
    remedy: "Raise the limit with `ulimit -n`, or run fewer things at once.")
  public static let tooLong = FailureKind(
    code: "S0007", title: "file too large",
    explanation: "The file is larger than what is read in this place, or than what the system "
      + "lets this process write.",
    remedy: "Check that this is the file you meant.")
  public static let badPath = FailureKind(
    code: "S0008", title: "not a usable path",
    explanation: "The path is empty, too long, holds a NUL character or runs in a circle of links.",
    remedy: "Use another path.")
  public static let readOnly = FailureKind(
    code: "S0009", title: "read-only file system",
    explanation: "The device is mounted for reading only.",
    remedy: "Write to another place.")
  public static let device = FailureKind(
    code: "S0010", title: "input/output error",
    explanation: "The system refused the operation; its own words are in the message.",
    remedy: "Try again; if it stays, look at the device and at `dmesg`.")
  public static let memory = FailureKind(
    code: "S0011", title: "out of memory",
    explanation: "The system has no memory left for this operation.",
    remedy: "Close other programs, or use a smaller file.")
  public static let exists = FailureKind(
    code: "S0012", title: "already exists",
    explanation: "Something with this name is in the way.",
    remedy: "Choose another name, or move what is there.")

  public static let noProgram = FailureKind(
    code: "S0013", title: "a program of Quill is not there",
    explanation: "Some commands hand over to another program, which must lie beside `quill`.",
    remedy: "Build it: `swift build -c release --product quill-repl`, or install all of Quill.")

  /// All rows, by code.
  public static let all: [FailureKind] = [
    missing, folder, permission, full, notFolder, tooManyOpen, tooLong, badPath, readOnly, device,
    memory, exists, noProgram,
  ]

  /// The kind behind one of the system's error numbers.
  static func kind(of number: Int32) -> FailureKind {
    switch number {
    case ENOENT: missing
    case EISDIR: folder
    case EACCES, EPERM: permission
    case ENOSPC, EDQUOT: full
    case ENOTDIR: notFolder
    case EMFILE, ENFILE: tooManyOpen
    case EFBIG, EOVERFLOW: tooLong
    case ENAMETOOLONG, ELOOP: badPath
    case EROFS: readOnly
    case ENOMEM: memory
    case EEXIST, ENOTEMPTY: exists
    default: device
    }
  }

  /// The failure for one of the system's error numbers. `action` completes "cannot ...".
  static func failure(_ number: Int32, _ action: String, _ path: String) -> Failure {
    let kind = kind(of: number)
    let words = kind == device ? "\(kind.title) (\(systemWords(number)))" : kind.title
    return failure(kind, "cannot \(action) \(quoted(path)): \(words)", path)
  }

  /// A failure of this kind in words of its own.
  static func failure(_ kind: FailureKind, _ message: String, _ path: String) -> Failure {
    Failure(.system, code: kind.code, message, at: .init(file: path), help: kind.remedy)
  }

  /// A path as a message shows it: control characters made visible, the middle of a long one left
  /// out.
  static func quoted(_ path: String) -> String {
    let scalars = path.unicodeScalars.map { scalar in
      scalar.value < 32 || scalar.value == 127
        ? "\\u{\(String(scalar.value, radix: 16))}" : String(scalar)
    }
    guard scalars.count > 200 else { return "'" + scalars.joined() + "'" }
    return "'" + scalars.prefix(90).joined() + "..." + scalars.suffix(90).joined() + "'"
  }

  private static func systemWords(_ number: Int32) -> String {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
      guard let base = buffer.baseAddress else { return "error \(number)" }
      base.initialize(repeating: 0, count: buffer.count)
      // SAFETY: the buffer is zeroed and one byte longer than what strerror_r may write.
      guard strerror_r(number, base, buffer.count - 1) == 0 else { return "error \(number)" }
      return String(cString: base)
    }
  }
}
