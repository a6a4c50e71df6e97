/// What a ``Listener`` reports.
public enum ListenerEvent: Hashable, Sendable {
    /// The channels are being listened to from here on, for the first time or again after a loss. Whatever was
    /// notified before is gone: look at the tables once.
    case connected
    /// A `NOTIFY`.
    case notification(channel: String, payload: String)
    /// The connection was lost; another is being made.
    case disconnected(reason: String)
}
