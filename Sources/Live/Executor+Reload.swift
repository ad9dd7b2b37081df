internal import Machine
internal import Trading

/// A program that has caught up with the bars so far and waits for the next one.
struct Staged: ~Copyable {
  var machine: VirtualMachine
  var lookout: Lookout?
  /// What it remembers of the closes that decided what is open.
  var memories: [(row: Int, values: [Double])]
}

extension Executor {
  /// A new program is run over the bars kept, with the account as it was at each of them; what it
  /// knows afterwards is what it would know had it run from the first. It takes over at the next
  /// bar. Of several before that bar the last one does.
  mutating func take(_ news: ProgramNews, _ effects: inout Effects) {
    switch news {
    case .broken(let text): say(.program, .broken(text), &effects)
    case .missing(let text): say(.program, .missing(text), &effects)
    case .changed(let program, let values, let changes):
      do {
        let capital = session.terms.capital.number
        let program = try program.named(for: values, surroundings)
        var machine = try VirtualMachine(program, values: values, surroundings: surroundings)
        let memories = Executor.pass(
          &machine, over: bars, past, capital: capital, at: session.openDecisions)
        let lookout = try Executor.lookout(
          program, values: values, surroundings, over: bars, past, capital: capital)
        staged = Staged(machine: machine, lookout: lookout, memories: memories)
        say(.program, .ready(changes: changes), &effects)
      } catch {
        say(.program, .broken("the program cannot run: \(error)"), &effects)
      }
    }
  }

  /// The boundary of two bars: the position and its lots stay, orders of statements that are gone
  /// are taken back.
  mutating func swap(_ effects: inout Effects) {
    guard var next = staged.take() else { return }
    lookout = next.lookout.take()
    machine = next.machine
    numbers = session.adopt(
      machine.program.orders, rules: Rules(machine), memories: next.memories)
    sources = zip(machine.program.orders, numbers).map { DecisionSource($0, statement: $1) }
    isAccountFree = machine.program.ignoresAccount
    say(.program, .swapped(row: bars.count), &effects)
    for cancel in session.withdraw(except: numbers) {
      effects.cancels.append(cancel)
      say(
        .session, .state(order: cancel.order, .cancelSent), &effects, cause: said.last)
    }
  }
}
