/// The page that shows what the stand-in holds. It changes nothing, and takes no token: whoever sits at this machine
/// may look. Secrets are masked.
struct QStashPage: Sendable {
    /// How many messages and dead letters it shows, each.
    private static let shown = 100

    let broker: QStashBroker

    /// `nil` where the request is for the API.
    func reply(to request: VendorRequest) async -> VendorReply? {
        guard request.method == "GET" else { return nil }
        switch request.path {
        // With the slash at the end, the sheet's relative address would be another.
        case "/" where !request.target.hasPrefix("/"): return await page()
        case "/": return VendorReply(status: 308, headers: ["location": "/_dev/qstash"], body: [])
        case "/qstash.css":
            return VendorReply(
                status: 200, headers: ["content-type": "text/css; charset=utf-8", "cache-control": "no-cache"],
                body: Array(QStashStyle.css.utf8))
        default: return nil
        }
    }

    private func page() async -> VendorReply {
        let html = QStashHTML(await broker.snapshot(Self.shown))
        return VendorReply(
            status: 200,
            headers: [
                "content-type": "text/html; charset=utf-8", "cache-control": "no-store",
                "content-security-policy":
                    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
                "referrer-policy": "no-referrer", "x-content-type-options": "nosniff",
            ], body: Array(html.page.utf8))
    }
}

/// What the page shows, as it was at one moment.
struct QStashSnapshot: Sendable {
    let now: Int
    /// Newest first.
    let messages: [QStashMessage]
    let liveCount: Int
    /// Newest first.
    let deadLetters: [QStashDeadLetter]
    let deadLetterCount: Int
    let queues: [(queue: QStashQueue, lag: Int)]
    let schedules: [QStashSchedule]
}

extension QStashBroker {
    func snapshot(_ limit: Int) -> QStashSnapshot {
        let messages = (finished + live.values).sorted { $0.number > $1.number }
        return QStashSnapshot(
            now: now, messages: Array(messages.prefix(limit)), liveCount: live.count,
            deadLetters: deadLetters.suffix(limit).reversed(), deadLetterCount: deadLetters.count,
            queues: queues.values.sorted { $0.name < $1.name }.map { ($0, lag(of: $0.name)) },
            schedules: schedules.values.sorted { $0.id < $1.id })
    }
}
