import Foundation

/// How much a creator resembles the target of a similar search: a pure score with its reasons.
public enum Similarity {
    /// A signal, its weight, and the words for it; the share of each signal is 0 to 1.
    private struct Signal {
        var weight: Double
        var share: Double
        var reason: String

        var contribution: Double { weight * share }
    }

    /// A score for any candidate; never `nil` in practice, for a candidate's way here is a reason in itself.
    ///
    /// Signals: words in common (0.4), how the target leads here (0.25), size of the audience (0.2), category (0.1),
    /// country and language (0.05). What is unknown of either side counts as nothing.
    public static func score(of creator: Creator, to target: Creator, as candidate: Candidate) -> SimilarityScore? {
        let signals = [
            words(creator, target), relation(candidate), audience(creator, target), category(creator, target),
            place(creator, target),
        ].compactMap { $0 }
        let total = min(1, signals.reduce(0) { $0 + $1.contribution })
        let reasons = signals.sorted { $0.contribution > $1.contribution }.map(\.reason)
        return SimilarityScore((total * 1000).rounded() / 1000, reasons: reasons)
    }

    private static func words(_ creator: Creator, _ target: Creator) -> Signal? {
        let wanted = Set(vocabulary(of: target))
        let shared = Set(vocabulary(of: creator)).intersection(wanted)
            .sorted { $0.count != $1.count ? $0.count > $1.count : $0 < $1 }
        guard !shared.isEmpty else { return nil }
        let share = min(1, Double(shared.count) / Double(min(5, wanted.count)))
        return Signal(weight: 0.4, share: share, reason: "writes about \(shared.prefix(3).joined(separator: ", "))")
    }

    private static func vocabulary(of creator: Creator) -> [String] {
        let own = [creator.displayName, creator.bio, creator.category].compactMap { $0 }
        let posts = creator.content.flatMap { [$0.caption].compactMap { $0 } + $0.hashtags }
        return (own + posts).map(SearchTerms.ownWords).flatMap(SearchTerms.words).filter(SearchTerms.isTerm)
    }

    private static func relation(_ candidate: Candidate) -> Signal {
        let nearness = 1 / Double(max(1, candidate.degree))
        let strength = min(1, 0.6 + 0.1 * Double(candidate.mentions - 1))
        let reason =
            switch (candidate.degree, candidate.mentions) {
            case (1, 1): "found on the target's own page or by its own terms"
            case (_, 1): "related to a creator like the target"
            case (_, let mentions): "related to \(mentions) creators like the target"
            }
        return Signal(weight: 0.25, share: nearness * strength, reason: reason)
    }

    private static func audience(_ creator: Creator, _ target: Creator) -> Signal? {
        guard let own = creator.followers, let wanted = target.followers, own > 0, wanted > 0 else { return nil }
        let decades = abs(log10(Double(own)) - log10(Double(wanted)))
        guard decades < 1 else { return nil }
        return Signal(weight: 0.2, share: 1 - decades, reason: "similar audience size")
    }

    private static func category(_ creator: Creator, _ target: Creator) -> Signal? {
        guard let own = creator.category, own.lowercased() == target.category?.lowercased() else { return nil }
        return Signal(weight: 0.1, share: 1, reason: "same category: \(own)")
    }

    private static func place(_ creator: Creator, _ target: Creator) -> Signal? {
        if let country = creator.country, country == target.country {
            return Signal(weight: 0.05, share: 1, reason: "same country: \(country)")
        }
        if let language = creator.language, language == target.language {
            return Signal(weight: 0.05, share: 0.6, reason: "same language: \(language)")
        }
        return nil
    }
}
