import Simulation

/// Continuation tokens of the provider's length that carry a page's number.
struct Tokens {
    /// What a token belongs to: another search's tokens lead nowhere.
    let seed: Seed

    /// 588 characters.
    func token(for page: Int) -> String {
        let number = String(page, radix: 16)
        return seed(page).token(574) + String(repeating: "0", count: 8 - number.count) + number + "%3D%3D"
    }

    /// The page that a token stands for; `nil` for one that was not made here.
    func page(of token: String) -> Int? {
        guard let page = Int(token.dropLast(6).suffix(8), radix: 16), page > 0, self.token(for: page) == token else {
            return nil
        }
        return page
    }
}
