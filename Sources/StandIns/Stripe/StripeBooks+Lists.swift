import FixtureTape

/// Lists, their pages, and references that are shown in full.
extension StripeBooks {
    private static let usualLimit = 10
    private static let mostLevels = 4

    /// A page of a list, newest first.
    ///
    /// - Parameters:
    ///   - objects: oldest first.
    ///   - url: where the list is, without the mount point.
    func page(
        of objects: [StripeObject], _ parameters: JSONValue, url: String
    ) throws(StripeFailure) -> JSONValue {
        let listed = Array(objects.reversed())
        return try Self.page(of: listed.map { (id: $0.id, body: $0.body) }, parameters, url: url) { kindID in
            self.objects[kindID] != nil
        }
    }

    /// - Parameters:
    ///   - items: in the order in which they are shown.
    ///   - isKnown: whether something with this id exists, on this list or not.
    static func page(
        of items: [(id: String, body: JSONValue)], _ parameters: JSONValue, url: String,
        isKnown: (String) -> Bool
    ) throws(StripeFailure) -> JSONValue {
        let limit = parameters["limit"]?.integer ?? usualLimit
        func index(_ name: String) throws(StripeFailure) -> Int? {
            guard let id = parameters[name]?.string else { return nil }
            if let index = items.firstIndex(where: { $0.id == id }) { return index }
            throw StripeFailure(
                "No such object: '\(id)'", code: isKnown(id) ? nil : "resource_missing", parameter: name)
        }
        let (after, before) = (try index("starting_after"), try index("ending_before"))
        if after != nil, before != nil {
            throw .invalid("ending_before", "You cannot parameterize both starting_after and ending_before.")
        }
        let shown: ArraySlice<(id: String, body: JSONValue)>
        let hasMore: Bool
        if let before {
            shown = items[..<before].suffix(limit)
            hasMore = before > limit
        } else {
            let rest = items[(after.map { $0 + 1 } ?? 0)...]
            shown = rest.prefix(limit)
            hasMore = rest.count > limit
        }
        return .record([
            "object": .string("list"), "data": .array(shown.map(\.body)), "has_more": .bool(hasMore),
            "url": .string(url),
        ])
    }

    // MARK: Expanding

    /// The value with some of its references replaced by what they refer to.
    ///
    /// - Parameter paths: such as `latest_invoice` or `data.customer`.
    func expanding(_ value: JSONValue, _ paths: [String]) throws(StripeFailure) -> JSONValue {
        var value = value
        for path in paths {
            let keys = path.split(separator: ".").map(String.init)
            if keys.count > Self.mostLevels {
                throw .invalid("expand", "You cannot expand more than \(Self.mostLevels) levels of a property: \(path)")
            }
            value = try expanding(value, at: keys[...], path)
        }
        return value
    }

    private func expanding(
        _ value: JSONValue, at keys: ArraySlice<String>, _ path: String
    ) throws(StripeFailure) -> JSONValue {
        if case .array(let elements) = value {
            var expanded: [JSONValue] = []
            for element in elements { expanded.append(try expanding(element, at: keys, path)) }
            return .array(expanded)
        }
        guard let key = keys.first, value != .null else { return value }
        guard var inner = value[key] else { throw Self.cannotExpand(path) }
        if let id = inner.string {
            guard let object = objects[id] else { throw Self.cannotExpand(path) }
            inner = object.body
        } else if keys.count == 1, inner.members == nil, inner != .null {
            throw Self.cannotExpand(path)
        }
        var expanded = value
        expanded.set(key, to: try expanding(inner, at: keys.dropFirst(), path))
        return expanded
    }

    private static func cannotExpand(_ path: String) -> StripeFailure {
        .invalid(
            "expand", "This property cannot be expanded (\(path)). You may want to try expanding something else.")
    }
}
