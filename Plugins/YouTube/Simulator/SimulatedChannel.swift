import Simulation

/// An invented channel, the same in searches and by itself: everything follows from the handle, which the id holds.
struct SimulatedChannel {
    /// What the handles of closed channels end in, and of those that never chose one. Invented handles have neither.
    static let closedEnding = "_0"
    static let namelessEnding = ".-"

    let person: InventedPerson
    /// `UC` and 22 characters of base64url.
    let id: String

    init(handle: String) {
        person = InventedPerson(handle: handle.lowercased(), on: "youtube")
        id = "UC" + InventedHandle.code(of: handle)
    }

    /// The channel with an id: the one whose handle it holds, or, for an id made elsewhere, one of its own.
    init(id: String) {
        let handle = InventedHandle.handle(ofCode: String(id.dropFirst(2))) ?? InventedHandle.handle(Seed("id", id))
        person = InventedPerson(handle: handle, on: "youtube")
        self.id = id
    }

    /// Still found by searches, although it was closed since.
    var isClosed: Bool { person.handle.hasSuffix(Self.closedEnding) }

    /// Without `@`; `nil` for a channel that goes by its id.
    var handle: String? { person.handle.hasSuffix(Self.namelessEnding) ? nil : person.handle }

    var name: String { person.displayName }

    /// As YouTube shows them to others: three digits, the rest zeros.
    var subscribers: Int {
        var unit = 1
        while person.followers / unit >= 1000 { unit *= 10 }
        return person.followers / unit * unit
    }

    func picture(_ host: String, size: Int) -> String {
        "\(host)/\(person.seed("avatar").token(20))=s\(size)-c-k-c0x00ffffff-no-rj"
    }

    /// The channel as videos name it. The handle is missing for some, and an address for some of these.
    var reference: SimulatedJSON {
        let byID = person.seed("by id").chance(0.5) ? SimulatedJSON.string("channel/\(id)") : .absent
        return [
            "id": .string(id), "title": .string(name), "handle": handle.map { .string($0) } ?? byID,
            "thumbnail": .string(picture("https://yt3.ggpht.com", size: 88)),
        ]
    }

    /// The channel as a search's own hit.
    var hit: SimulatedJSON {
        [
            "type": "channel", "id": .string(id), "channelName": .string(name),
            "handle": handle.map { .string($0) } ?? .absent,
            "description": .string(person.biography.split(separator: "\n").first.map(String.init) ?? ""),
            "thumbnail": .string(picture("http://yt3.ggpht.com", size: 88)),
            "subscriberCountText": .string(Counts.short(subscribers)), "subscriberCountInt": .int(subscribers),
            "badges": person.isVerified ? ["Verified"] : [],
        ]
    }
}
