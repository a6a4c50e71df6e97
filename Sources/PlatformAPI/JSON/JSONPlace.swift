/// Where a value stands in its body. Its path is put together only when somebody asks: a transformer reads thousands of
/// values and names the path of few.
indirect enum JSONPlace: Sendable {
    case root
    /// Below another place, by a path of its own.
    case member(JSONPlace, String)
    case element(JSONPlace, Int)

    var path: String {
        switch self {
        case .root: ""
        case .member(let place, let path): JSONPath.joined(place.path, path)
        case .element(let place, let index): "\(place.path)[\(index)]"
        }
    }
}
