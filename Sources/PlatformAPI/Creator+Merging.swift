extension Creator {
    /// One creator from two sightings: this one's facts, filled up by the other's, and the posts of both.
    ///
    /// Merging the same sighting twice changes nothing the second time.
    public func merged(with other: Creator) -> Creator {
        var whole = self
        whole.handle = handle ?? other.handle
        whole.displayName = displayName ?? other.displayName
        whole.profileUrl = profileUrl ?? other.profileUrl
        whole.avatarUrl = avatarUrl ?? other.avatarUrl
        whole.bio = bio ?? other.bio
        whole.followers = followers ?? other.followers
        whole.following = following ?? other.following
        whole.posts = posts ?? other.posts
        whole.likes = likes ?? other.likes
        whole.isVerified = isVerified ?? other.isVerified
        whole.isPrivate = isPrivate ?? other.isPrivate
        whole.country = country ?? other.country
        whole.language = language ?? other.language
        whole.category = category ?? other.category
        whole.profileFetchedAt = profileFetchedAt ?? other.profileFetchedAt
        whole.similarity = similarity ?? other.similarity
        whole.related = related.isEmpty ? other.related : related
        let addresses = Set(emails.map(\.address))
        whole.emails += other.emails.filter { !addresses.contains($0.address) }
        let urls = Set(links.map(\.url))
        whole.links += other.links.filter { !urls.contains($0.url) }
        let posts = Set(content.map(\.id))
        whole.content += other.content.filter { !posts.contains($0.id) }
        return whole
    }

    /// This creator without what one search saw of it: no posts, no addresses from captions, no similarity.
    ///
    /// What is fetched for it may serve other searches, of other people too.
    public var profile: Creator {
        var profile = self
        profile.similarity = nil
        profile.content = []
        profile.emails = emails.filter { $0.source != .content }
        return profile
    }

    /// A sighting completed by the profile that was fetched for it: the profile's facts first.
    ///
    /// Who it is stays as the search saw it, and so do its posts, where it saw any.
    public func completed(by profile: Creator) -> Creator {
        var whole = profile.merged(with: self)
        whole.externalId = externalId
        whole.handle = handle ?? profile.handle
        whole.profileUrl = profileUrl ?? profile.profileUrl
        whole.content = content.isEmpty ? profile.content : content
        return whole
    }
}
