import Simulation

/// An invented person's account, from the handle alone, as every answer that names it tells of it.
struct InstagramAccount {
    enum Standing: Hashable {
        case open
        /// Private: a profile without posts and without related accounts.
        case hidden
        /// Still named by others, but without a profile.
        case gone
    }

    let person: InventedPerson
    let standing: Standing

    /// - Parameter handle: a handle of Instagram's, in any case.
    init(_ handle: String) {
        person = InventedPerson(handle: handle.lowercased(), on: "instagram")
        standing = Self.standing(of: person.handle)
    }

    /// One in fifty of the ring is gone and one in thirty private. Whatever handle somebody types is neither.
    static func standing(of handle: String) -> Standing {
        switch handle {
        case "gemz.missing": return .gone
        case "gemz.private": return .hidden
        default: break
        }
        guard let place = InstagramRing.place(of: handle) else { return .open }
        switch Seed("instagram", "standing")(place).integer(in: 1...150) {
        case 1...3: return .gone
        case 4...8: return .hidden
        default: return .open
        }
    }

    /// Whether somebody could have this handle: 1 to 30 ASCII letters, digits, `.` and `_`.
    static func isHandle(_ text: String) -> Bool {
        (1...30).contains(text.count)
            && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "." || $0 == "_") }
    }

    var seed: Seed { person.seed }
    var handle: String { person.handle }
    var isPrivate: Bool { standing == .hidden }
    /// 0 for the private, whose posts nobody counts.
    var posts: Int { isPrivate ? 0 : person.posts }

    /// 9 to 11 digits.
    var id: String { seed("id").digits(seed("id length").integer(in: 9...11)) }

    /// Empty for one in two hundred, as in recorded related accounts (4 of 901).
    var fullName: String { seed("nameless").chance(0.005) ? "" : person.displayName }

    /// Recorded profiles relate to 80 accounts (11 of 14), to 21 (1) or to none (2). Whoever stands outside the ring
    /// was asked for by somebody who wants to see related accounts.
    var related: [InstagramAccount] {
        guard standing == .open else { return [] }
        let isMember = InstagramRing.place(of: handle) != nil
        let count = isMember ? seed("related").pick([80, 80, 80, 80, 80, 80, 80, 80, 80, 21, 21, 0]) ?? 80 : 80
        return InstagramRing.related(to: handle, count: count).map(InstagramAccount.init)
    }

    /// A small picture's address, signed as the network's addresses are.
    var picture: String { InstagramPicture.address(seed("picture"), folder: "t51.2885-19", size: "s150x150") }
    var largePicture: String { InstagramPicture.address(seed("picture"), folder: "t51.2885-19", size: "s320x320") }
}

/// Addresses of pictures and videos that do not exist, in the provider's form.
enum InstagramPicture {
    static func address(_ seed: Seed, folder: String, size: String, ending: String = "jpg") -> String {
        let host =
            "scontent-\(seed("place").pick(["lax3", "fra5", "ams2", "bog2", "sjc3"]) ?? "lax3")-1.cdninstagram.com"
        let name = "\(seed("name").digits(9))_\(seed("part").digits(14))_n.\(ending)"
        let marks = "_nc_ht=\(host)&_nc_cat=\(seed("category").integer(in: 100...111))&_nc_ohc=\(seed("ohc").token(12))"
        return "https://\(host)/v/\(folder)/\(name)?stp=dst-jpg_\(size)&\(marks)&oe=\(expiry)"
    }

    /// When the signature ends, in hexadecimal seconds: 1 January 2031.
    private static let expiry = String(1_924_992_000, radix: 16, uppercase: true)
}
