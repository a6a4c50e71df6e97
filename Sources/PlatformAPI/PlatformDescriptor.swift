/// All that the host learns about a platform before a search runs.
public struct PlatformDescriptor: Sendable {
    /// The name in addresses, rows and fixtures.
    public var id: PlatformID
    /// The name people read, such as `TikTok`.
    public var name: String
    /// The searches it offers, each mode once.
    public var modes: [ModeDescriptor]
    /// Where its data comes from.
    public var provider: ProviderBinding
    /// Hosts of creators' public pages, such as `www.tiktok.com`. A pasted address on one of them is read as a handle
    /// by ``handle(fromInput:)``.
    public var profileHosts: [String]
    /// Hosts that pictures come from; a leading dot admits every subdomain (`.tiktokcdn.com`).
    public var imageHosts: [String]
    /// Names of one segment under which the old frontend starts and follows a search, such as `instagram-reels`; each
    /// stands for one of ``modes``. Lower-case letters and digits in groups joined by dashes; used by no other platform,
    /// and no other platform's ``id``.
    public var routeAliases: [String: SearchMode]
    /// What stands for it in the console: the data of one SVG path in a box of 24 by 24, drawn as a line two wide.
    /// `nil` shows the name's first letter.
    public var icon: String?

    public init(
        id: PlatformID, name: String, modes: [ModeDescriptor], provider: ProviderBinding, profileHosts: [String],
        imageHosts: [String], routeAliases: [String: SearchMode] = [:], icon: String? = nil
    ) {
        self.id = id
        self.name = name
        self.modes = modes
        self.provider = provider
        self.profileHosts = profileHosts
        self.imageHosts = imageHosts
        self.routeAliases = routeAliases
        self.icon = icon
    }

    /// The descriptor of one mode, or `nil` when the platform does not offer it.
    public func mode(_ mode: SearchMode) -> ModeDescriptor? { modes.first { $0.mode == mode } }
}

/// One mode of a platform, as forms and validation need it.
public struct ModeDescriptor: Sendable {
    /// What the reader types.
    public enum InputKind: String, Codable, Sendable {
        /// Words to look for.
        case keywords
        /// Handles or profile addresses.
        case usernames
    }

    /// The mode described.
    public var mode: SearchMode
    /// The label of the input field, such as `Keywords` or `TikTok handle`.
    public var inputLabel: String
    /// What the reader types.
    public var inputKind: InputKind
    /// How many terms or targets one search takes, 1 to 10.
    public var maxInputs: Int
    /// ISO 3166-1 alpha-2 codes that the provider searches from; empty where it cannot choose.
    public var regions: [String]
    /// The most pages that one term or target may need, beyond which the provider repeats itself or refuses.
    public var maxPages: Int
    /// How many further rings of related creators the host may walk once the pages are done, through
    /// ``Creator/related`` of the creators already enriched. 0 where creators name no others.
    public var furtherDegrees: Int

    public init(
        mode: SearchMode, inputLabel: String, inputKind: InputKind, maxInputs: Int = 10, regions: [String] = [],
        maxPages: Int, furtherDegrees: Int = 0
    ) {
        self.mode = mode
        self.inputLabel = inputLabel
        self.inputKind = inputKind
        self.maxInputs = maxInputs
        self.regions = regions
        self.maxPages = maxPages
        self.furtherDegrees = furtherDegrees
    }
}

/// Where a platform's data comes from. The host adds key, deadline, retries and metering.
public struct ProviderBinding: Sendable {
    /// The vendor's name, such as `scrapecreators`.
    public var vendor: String
    /// The environment variable that moves this platform's calls elsewhere; `nil` for the vendor's usual one.
    public var baseURLVariable: String?
    /// How long one call may take altogether; the default of `platforms.<id>.provider_timeout`.
    public var timeout: Duration

    public init(vendor: String, baseURLVariable: String? = nil, timeout: Duration = .seconds(60)) {
        self.vendor = vendor
        self.baseURLVariable = baseURLVariable
        self.timeout = timeout
    }
}
