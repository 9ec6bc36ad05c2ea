import Kernel

/// How a step or a call ended.
public enum Outcome: Hashable, Sendable {
  /// It did what was asked.
  case ok
  /// It failed and surely had no effect; carries the error code.
  case failed(code: String)
  /// It is not known whether it took effect.
  case unknown(code: String)

  /// `ok`, or the error code.
  public var code: String {
    switch self {
    case .ok: "OK"
    case .failed(let code), .unknown(let code): code
    }
  }

  func mix(into digest: inout Digest) {
    switch self {
    case .ok: digest.mix(0)
    case .failed(let code):
      digest.mix(1)
      digest.mix(code)
    case .unknown(let code):
      digest.mix(2)
      digest.mix(code)
    }
  }
}

/// A step's or a phase's beginning and end.
public enum StepEvent: Sendable {
  /// The step's command was issued.
  case started(step: String, command: String, phase: String?)
  /// The step ended. `expected` tells that a failure was the one that the step's `expect-error` asked for.
  case ended(step: String, phase: String?, outcome: Outcome, expected: Bool, message: String?)
  /// An expectation of a step or of the scenario was evaluated. `warnOnly` tells that its severity is `warn`.
  case expectation(step: String?, expression: String, holds: Bool, detail: String, warnOnly: Bool = false)
  /// All steps are done; the run goes on until it is quiet and then the final reads follow.
  case stepsDone

  var name: String {
    switch self {
    case .started: "started"
    case .ended: "ended"
    case .expectation: "expectation"
    case .stepsDone: "done"
    }
  }

  func mix(into digest: inout Digest) {
    switch self {
    case .started(let step, let command, let phase):
      digest.mix(step)
      digest.mix(command)
      digest.mix(optional: phase)
    case .ended(let step, let phase, let outcome, let expected, let message):
      digest.mix(step)
      digest.mix(optional: phase)
      outcome.mix(into: &digest)
      digest.mix(expected)
      digest.mix(optional: message)
    case .expectation(let step, let expression, let holds, let detail, let warnOnly):
      digest.mix(optional: step)
      digest.mix(expression)
      digest.mix(holds)
      digest.mix(detail)
      digest.mix(warnOnly)
    case .stepsDone: digest.mix(3)
    }
  }
}

/// An injected fault.
public enum FaultEvent: Sendable {
  /// The fault acts from now on.
  case began(fault: String, target: String, kind: String)
  /// The fault no longer acts.
  case ended(fault: String)

  var name: String {
    switch self {
    case .began: "began"
    case .ended: "ended"
    }
  }

  func mix(into digest: inout Digest) {
    switch self {
    case .began(let fault, let target, let kind):
      digest.mix(fault)
      digest.mix(target)
      digest.mix(kind)
    case .ended(let fault): digest.mix(fault)
    }
  }
}
