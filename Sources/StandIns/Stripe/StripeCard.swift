/// A test card, by number and by the name that takes its place in requests.
struct StripeCard: Hashable, Sendable {
    /// Why a bank says no.
    struct Decline: Hashable, Sendable {
        let code: String
        let reason: String
        let message: String

        static let generic = Decline(
            code: "card_declined", reason: "generic_decline", message: "Your card was declined.")
        static let funds = Decline(
            code: "card_declined", reason: "insufficient_funds", message: "Your card has insufficient funds.")
        static let expired = Decline(
            code: "expired_card", reason: "expired_card", message: "Your card has expired.")
    }

    /// Digits only.
    let number: String
    /// Such as `pm_card_visa`.
    let token: String
    let brand: String
    /// What a person is told who is to choose one.
    let about: String
    /// What comes of leaving it with a customer.
    var whenAttached: Decline?
    /// What comes of charging it.
    var whenCharged: Decline?

    var last4: String { String(number.suffix(4)) }

    static let all = [
        StripeCard(number: "4242424242424242", token: "pm_card_visa", brand: "visa", about: "is accepted"),
        StripeCard(
            number: "4000000000000002", token: "pm_card_chargeDeclined", brand: "visa", about: "is declined",
            whenAttached: .generic, whenCharged: .generic),
        StripeCard(
            number: "4000000000009995", token: "pm_card_chargeDeclinedInsufficientFunds", brand: "visa",
            about: "is declined for want of funds", whenAttached: .funds, whenCharged: .funds),
        StripeCard(
            number: "4000000000000069", token: "pm_card_chargeDeclinedExpiredCard", brand: "visa",
            about: "is declined as expired", whenAttached: .expired, whenCharged: .expired),
        StripeCard(
            number: "4000000000000341", token: "pm_card_chargeCustomerFail", brand: "visa",
            about: "is accepted as a card to keep, and declined whenever it is charged", whenCharged: .generic),
        StripeCard(
            number: "5555555555554444", token: "pm_card_mastercard", brand: "mastercard", about: "is accepted"),
    ]

    /// - Parameter text: a token, or a number with or without spaces.
    static func find(_ text: String) -> StripeCard? {
        let digits = text.filter { $0 != " " && $0 != "-" }
        return all.first { $0.token == text || $0.number == digits }
    }
}
