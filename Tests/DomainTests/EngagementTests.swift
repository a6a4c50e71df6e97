import Domain
import PlatformAPI
import Testing

@Suite("Engagement")
struct EngagementTests {
    struct Case: Sendable {
        var about: String
        var followers: Int?
        var posts: [Content]
        var rate: Double?
        var basis: Engagement.Basis?
    }

    @Test(
        "the median reaction to a post",
        arguments: [
            Case(
                about: "the middle of three",
                posts: [
                    .post(views: 100, likes: 9, comments: 1), .post(views: 100, likes: 1), .post(views: 100, likes: 50),
                ], rate: 0.1, basis: .views),
            Case(
                about: "between the middle two", posts: [.post(views: 100, likes: 10), .post(views: 100, likes: 20)],
                rate: 0.15, basis: .views),
            Case(
                about: "posts without views do not count where one has views", followers: 10,
                posts: [.post(likes: 9), .post(likes: 9), .post(views: 1000, likes: 25)], rate: 0.025, basis: .views),
            Case(
                about: "a post that nobody saw is no measure", followers: 100, posts: [.post(views: 0, likes: 4)],
                rate: 0.04, basis: .followers),
            Case(
                about: "followers where no post has views", followers: 200,
                posts: [.post(likes: 10), .post(likes: 18, comments: 2), .post(likes: 40)], rate: 0.1, basis: .followers
            ),
            Case(
                about: "six digits", posts: [.post(views: 3, likes: 1)], rate: 0.333333, basis: .views),
            Case(
                about: "more reactions than views", posts: [.post(views: 1, likes: 2)], rate: 2, basis: .views),
            Case(
                about: "counts near the end of their range", posts: [.post(views: .max, likes: .max, comments: .max)],
                rate: 2, basis: .views),
            Case(about: "unknown likes", followers: 5, posts: [.post(views: 5), .post(comments: 5)]),
            Case(about: "nothing to measure by", posts: [.post(likes: 5)]),
            Case(about: "no followers at all", followers: 0, posts: [.post(likes: 5)]),
            Case(about: "no posts", followers: 5, posts: []),
        ])
    func median(example: Case) {
        let creator = Creator.toy {
            $0.followers = example.followers
            $0.content = example.posts
        }
        let engagement = Engagement(of: creator)
        #expect(engagement?.rate == example.rate, "\(example.about)")
        #expect(engagement?.basis == example.basis, "\(example.about)")
    }
}
