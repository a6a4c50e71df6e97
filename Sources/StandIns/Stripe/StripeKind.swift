/// The things that the API keeps, each by the name that stands in its `object`.
enum StripeKind: String, CaseIterable, Sendable {
    case customer
    case paymentMethod = "payment_method"
    case product
    case price
    case subscription
    case invoice
    case paymentIntent = "payment_intent"
    case charge
    case checkoutSession = "checkout.session"
    case portalSession = "billing_portal.session"
    case webhookEndpoint = "webhook_endpoint"
    case testClock = "test_helpers.test_clock"
    case event

    /// What its ids begin with.
    var prefix: String {
        switch self {
        case .customer: "cus"
        case .paymentMethod: "pm"
        case .product: "prod"
        case .price: "price"
        case .subscription: "sub"
        case .invoice: "in"
        case .paymentIntent: "pi"
        case .charge: "ch"
        case .checkoutSession: "cs_test"
        case .portalSession: "bps"
        case .webhookEndpoint: "we"
        case .testClock: "clock"
        case .event: "evt"
        }
    }

    /// Where its list is. A list's own `url` says the same: clients put their base address before it.
    var path: String {
        switch self {
        case .checkoutSession: "/v1/checkout/sessions"
        case .portalSession: "/v1/billing_portal/sessions"
        case .testClock: "/v1/test_helpers/test_clocks"
        default: "/v1/\(rawValue)s"
        }
    }

    /// Its name within a sentence.
    var title: String {
        switch self {
        case .paymentMethod: "PaymentMethod"
        case .checkoutSession: "checkout.session"
        case .webhookEndpoint: "webhook endpoint"
        case .testClock: "test clock"
        default: rawValue
        }
    }
}
