import Simulation

/// The invented people whom Instagram relates to each other, standing in a ring.
///
/// Whoever stands close is related, and a few far across are: a small world (Watts and Strogatz, "Collective dynamics
/// of 'small-world' networks", 1998). So related lists overlap, as real ones do, and the third degree reaches
/// thousands. Any other handle has a place in the ring too, without standing in it: whom it relates to is settled,
/// while nobody relates to it.
enum InstagramRing {
    /// Large enough that three degrees do not run dry; small enough to be made in an instant.
    static let size = 6_000

    /// The handles in order, made once.
    static let handles: [String] = {
        var seen: Set<String> = []
        var handles: [String] = []
        var number = 0
        while handles.count < size {
            let handle = InventedHandle.handle(Seed("instagram", "ring")(number))
            if seen.insert(handle).inserted { handles.append(handle) }
            number += 1
        }
        return handles
    }()

    private static let places: [String: Int] = Dictionary(
        uniqueKeysWithValues: handles.enumerated().map { ($0.element, $0.offset) })

    /// Where somebody of the ring stands; `nil` for anybody else.
    static func place(of handle: String) -> Int? { places[handle] }

    /// Those whom a profile names as related, the nearest first as a tendency; never itself.
    static func related(to handle: String, count: Int) -> [String] {
        let seed = Seed("instagram", "related", handle)
        let place = place(of: handle) ?? seed("place").integer(in: 0...size - 1)
        var draw = seed("draw").generator()
        var seen: Set<Int> = [place]
        var related: [String] = []
        while related.count < count {
            let distance = draw.chance(0.1) ? draw.integer(in: 1...size - 1) : draw.integer(in: 1...70)
            let neighbour = (place + (draw.chance(0.5) ? distance : size - distance)) % size
            if seen.insert(neighbour).inserted { related.append(handles[neighbour]) }
        }
        return related
    }

    /// Somebody of the ring in a standing, by any number; `nil` where nobody is.
    static func member(_ standing: InstagramAccount.Standing, number: Int) -> String? {
        let members = standing == .gone ? gone : closed
        return members.isEmpty ? nil : members[number % members.count]
    }

    private static let gone = handles.filter { InstagramAccount.standing(of: $0) == .gone }
    private static let closed = handles.filter { InstagramAccount.standing(of: $0) == .hidden }
}
