import Simulation

extension SimulatedChannel {
    /// The channel as its own endpoint shows it: mostly the recorded envelope, for some the newer one, which has
    /// credits and lacks the handle and two counts.
    var body: SimulatedJSON {
        let isNewer = person.seed("envelope").chance(0.2)
        let views = person.likes * 25
        let address = handle.map { "@\($0)" } ?? "channel/\(id)"
        let head: SimulatedJSON = [
            "channelId": .string(id), "channel": .string("http://www.youtube.com/\(address)"),
            "handle": isNewer ? .absent : handle.map { .string("@\($0)") } ?? .absent, "name": .string(name),
            "avatar": avatar, "description": .string(person.biography), "subscriberCount": subscriberCount,
            "subscriberCountText": .string("\(Counts.short(subscribers)) subscribers"),
            "videoCountText": .string("\(Counts.grouped(person.posts)) videos"),
            "videoCount": isNewer ? .absent : .int(person.posts),
            "viewCountText": .string("\(Counts.grouped(views)) views"), "viewCount": isNewer ? .absent : .int(views),
            "joinedDateText": .string(joined), "tags": tags,
            "email": .optional(person.seed("business address").chance(0.6) ? person.email : nil),
        ]
        let links = links
        let tail: SimulatedJSON = [
            "links": .strings(links.map(\.url)),
            "country": .string(Self.countries[person.country] ?? "", orAbsent: person.seed("country").chance(0.1)),
        ]
        // Each link's title is a key of the body: whatever somebody calls their link.
        let dynamic = SimulatedJSON.object(links.map { SimulatedJSON.Member($0.title, .string($0.url)) })
        return (isNewer ? SimulatedJSON.credits : [:]).adding(head).adding(dynamic).adding(tail)
    }

    private var avatar: SimulatedJSON {
        let sources = [72, 120, 160].map { size -> SimulatedJSON in
            let url = picture("https://yt3.googleusercontent.com", size: size)
            return ["url": .string(url), "width": .int(size), "height": .int(size)]
        }
        return [
            "image": ["sources": .array(sources), "processor": ["borderImageProcessor": ["circular": true]]],
            "avatarImageSize": "AVATAR_SIZE_XL",
            "loggingDirectives": [
                "trackingParams": .string(person.seed("tracking").token(36)), "visibility": ["types": "12"],
            ],
        ]
    }

    /// One in twenty is a float just below the count, as a product of decimals ends up.
    private var subscriberCount: SimulatedJSON {
        person.seed("float").chance(0.05) ? .double(Double(subscribers).nextDown) : .int(subscribers)
    }

    private var joined: String {
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        var draw = person.seed("joined").generator()
        return "Joined \(draw.pick(months) ?? "Jan") \(draw.integer(in: 1...28)), \(draw.integer(in: 2006...2024))"
    }

    /// One string with commas; `null` for one in ten.
    private var tags: SimulatedJSON {
        if person.seed("tagless").chance(0.1) { return .null }
        let turns = [
            "% for beginners", "learn %", "% tips", "daily %", "% vlog", "best % videos", "%", "% workshop",
            "% at home",
        ]
        var draw = person.seed("tags").generator()
        let phrases = person.topics.flatMap { topic in
            draw.sample(3, of: turns).map { $0.replacing("%", with: topic) }
        }
        return .string((phrases + person.topics + [InventedHandle.name(of: person.handle)]).joined(separator: ", "))
    }

    private var links: [(title: String, url: String)] {
        let name = person.handle.filter { $0.isLetter || $0.isNumber }
        let places = [
            ("instagram", "https://instagram.example.com/\(name)"), ("twitter", "https://twitter.example.com/\(name)"),
            ("new:_channel_membership", "https://members.example.org/\(name)"),
            ("\(name)_on_facebook", "https://facebook.example.com/\(name)"),
            ("eat_real_food!_recipes", "https://recipes.example.net/\(name)?ref=yt&src=1"),
            ("500+_free_videos", "https://www.example.org/\(name)/free"),
        ]
        var draw = person.seed("links").generator()
        let own = person.link.map { [("\(name).com", $0)] } ?? []
        return own + draw.sample(draw.integer(in: 0...4), of: places)
    }

    /// The provider writes countries out; these are those of invented people.
    private static let countries = [
        "US": "United States", "GB": "United Kingdom", "CA": "Canada", "AU": "Australia", "IE": "Ireland",
        "NZ": "New Zealand", "ES": "Spain", "MX": "Mexico", "AR": "Argentina", "CO": "Colombia", "CL": "Chile",
        "DE": "Germany", "AT": "Austria", "CH": "Switzerland", "BR": "Brazil", "PT": "Portugal",
        "AE": "United Arab Emirates", "SA": "Saudi Arabia", "EG": "Egypt", "MA": "Morocco", "JP": "Japan",
    ]
}

extension SimulatedJSON {
    /// The newer envelope's members.
    static let credits: SimulatedJSON = ["success": true, "credits_remaining": 49_997_308_061, "credits_charged": 1]
}
