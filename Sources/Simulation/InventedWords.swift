/// The texts of invented people: names, biographies, links, captions.
enum InventedWords {
    static let allTopics = [
        "yoga", "travel", "baking", "running", "makeup", "skincare", "gardening", "chess", "guitar", "cycling",
        "nutrition", "ceramics", "surfing", "minimalism", "astronomy", "woodwork", "knitting", "coffee", "camping",
        "calisthenics", "photography", "gaming", "fashion", "parenting", "dogs", "vegan", "hiking", "lego", "finance",
        "robotics",
    ]

    static func culture(_ seed: Seed) -> InventedCulture { seed.pick(InventedCulture.all) ?? .english }

    static func topics(_ seed: Seed) -> [String] {
        var draw = seed.generator()
        return draw.sample(draw.integer(in: 1...3), of: allTopics)
    }

    static func displayName(_ seed: Seed, handle: String, culture: InventedCulture, topic: String?) -> String {
        var draw = seed.generator()
        let name = draw.sample(2, of: culture.names).joined(separator: " ")
        let plain = name.isEmpty ? InventedHandle.name(of: handle) : name
        switch draw.integer(in: 0...9) {
        case 0: return "\(plain) ✨"
        case 1: return "\(plain) | \(topic ?? "life")"
        case 2: return "🌿\(plain.lowercased())🌿"
        case 3: return plain.uppercased()
        default: return plain
        }
    }

    static func email(_ seed: Seed, handle: String) -> (address: String, form: EmailForm)? {
        guard seed("has").chance(0.35), let form = seed("form").pick(EmailForm.allCases) else { return nil }
        let allowed = handle.lowercased().filter { $0.isASCII && ($0.isLetter || $0.isNumber) }
        let name = seed("name").pick(["", "hello.", "team.", "contact."]) ?? ""
        let domain = seed("domain").pick(["example.com", "example.com", "example.org", "example.net"]) ?? "example.com"
        return ("\(name)\(allowed.isEmpty ? "someone" : allowed)@\(domain)", form)
    }

    static func biography(
        _ seed: Seed, culture: InventedCulture, topics: [String], email: (address: String, form: EmailForm)?
    ) -> String {
        var draw = seed.generator()
        // One biography in six is empty, as in recorded profiles (299 of 1,830), unless an address must stand in it.
        if draw.chance(0.16), email == nil { return "" }
        var lines = draw.sample(draw.integer(in: 1...2), of: culture.openings).enumerated().map { index, opening in
            opening.replacing("%", with: topics.isEmpty ? "life" : topics[index % topics.count])
        }
        if draw.chance(0.5), let closing = draw.pick(culture.closings) { lines.append(closing) }
        if let email {
            let written = email.form.writing(email.address)
            lines.append(draw.chance(0.6) ? "\(draw.pick(culture.contacts) ?? "📧") \(written)" : written)
        }
        return lines.joined(separator: draw.pick(["\n", "\n", " | ", "\n\n"]) ?? "\n")
    }

    static func link(_ seed: Seed, handle: String) -> String? {
        guard seed("has").chance(0.5) else { return nil }
        let host = seed("host").pick(["example.com", "www.example.org", "shop.example.net"]) ?? "example.com"
        let path = "\(host)/\(handle.lowercased().filter { $0.isASCII && ($0.isLetter || $0.isNumber) })"
        return seed("scheme").chance(0.16) ? path : "https://\(path)"
    }
}
