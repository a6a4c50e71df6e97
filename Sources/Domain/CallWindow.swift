public import Foundation

/// The latest calls to one endpoint, and whether they fail for long enough to stop calling.
///
/// So many failures among the latest twice as many calls are enough, none of them older than ``memory``: a provider
/// that fails now and then goes on being called, and what happened long ago says nothing about now.
public struct CallWindow: Hashable, Sendable {
    private var calls: [Call] = []

    private struct Call: Hashable, Sendable {
        var at: Date
        var hasFailed: Bool
    }

    /// In seconds.
    public static let memory: TimeInterval = 120

    public init() {}

    /// Notes a call's outcome; whether it is the failure that was one too many. The window is empty after that.
    public mutating func note(hasFailed: Bool, at now: Date, enough: Int) -> Bool {
        calls.append(Call(at: now, hasFailed: hasFailed))
        calls.removeAll { now.timeIntervalSince($0.at) > Self.memory }
        calls.removeFirst(max(0, calls.count - 2 * enough))
        guard hasFailed, calls.count(where: \.hasFailed) >= enough else { return false }
        calls = []
        return true
    }
}
