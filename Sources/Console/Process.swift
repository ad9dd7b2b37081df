import Glibc

/// A reader that goes away is seen as an error of `write`, not as a signal that ends the process.
package func ignoreClosedPipes() {
  signal(SIGPIPE, SIG_IGN)
}

/// Ends the process with a code of the class of its failure.
package func endProcess(_ code: Int32) -> Never {
  Glibc.exit(code)
}
