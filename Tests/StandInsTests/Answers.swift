import Synchronization

/// What is handed out one after the other; `nil` when there is no more.
final class Answers<Value: Sendable>: Sendable {
    private let values: Mutex<[Value]>

    init(_ values: [Value]) { self.values = Mutex(values) }

    func add(_ value: Value) { values.withLock { $0.append(value) } }

    func next() -> Value? { values.withLock { $0.isEmpty ? nil : $0.removeFirst() } }
}
