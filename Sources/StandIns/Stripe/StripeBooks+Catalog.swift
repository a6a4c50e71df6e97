import FixtureTape

/// Products and prices.
extension StripeBooks {
    private static let productTexts = [
        "name", "active", "description", "images", "marketing_features", "unit_label", "url", "metadata",
        "default_price", "statement_descriptor",
    ]
    private static let priceTexts = ["active", "nickname", "lookup_key", "tax_behavior", "metadata"]

    mutating func addProduct(_ parameters: JSONValue) -> StripeObject {
        let now = now(on: nil)
        var product = add(
            .product, at: now,
            [
                "active": .bool(true), "default_price": .null, "description": .null, "images": .array([]),
                "marketing_features": .array([]), "name": .null, "package_dimensions": .null, "shippable": .null,
                "statement_descriptor": .null, "tax_code": .null, "type": .string("service"), "unit_label": .null,
                "updated": .integer(now), "url": .null,
            ])
        product.body.adopt(parameters, Self.productTexts)
        keep(product)
        announce("product.created", product)
        return product
    }

    mutating func changeProduct(_ id: String, _ parameters: JSONValue) throws(StripeFailure) -> StripeObject {
        let product = try find(.product, id)
        if let price = parameters["default_price"]?.string { _ = try find(.price, price, "default_price") }
        let now = now(on: nil)
        return change(product, as: "product.updated") {
            $0.body.adopt(parameters, Self.productTexts)
            $0["updated"] = .integer(now)
        }
    }

    mutating func deleteProduct(_ id: String) throws(StripeFailure) -> StripeObject {
        let product = try find(.product, id)
        if all(.price).contains(where: { $0.text("product") == id }) {
            throw StripeFailure(
                "This product cannot be deleted because it has one or more user-created prices.")
        }
        announce("product.deleted", product)
        remove(product)
        return product
    }

    /// - Parameter path: what stands before the parameters' names: `items[0][price_data]`.
    mutating func addPrice(_ parameters: JSONValue, within path: String? = nil) throws(StripeFailure) -> StripeObject {
        func name(_ parameter: String) -> String { path.map { "\($0)[\(parameter)]" } ?? parameter }
        guard let currency = parameters["currency"] else { throw .required(name("currency")) }
        let product: String
        if let id = parameters["product"]?.string {
            product = try find(.product, id, name("product")).id
        } else if let data = parameters["product_data"] {
            if data["name"] == nil { throw .required(name("product_data") + "[name]") }
            product = addProduct(data).id
        } else {
            throw .required(name("product"))
        }
        guard let amount = parameters["unit_amount"]?.integer else { throw .required(name("unit_amount")) }
        let recurring = try parameters["recurring"].map { given throws(StripeFailure) in
            try Self.recurring(given, name("recurring"))
        }
        var price = add(
            .price, at: now(on: nil),
            [
                "active": .bool(true), "billing_scheme": .string("per_unit"),
                "currency": .string((currency.string ?? "").lowercased()), "custom_unit_amount": .null,
                "lookup_key": .null, "nickname": .null, "product": .string(product), "recurring": recurring ?? .null,
                "tax_behavior": .string("unspecified"), "tiers_mode": .null, "transform_quantity": .null,
                "type": .string(recurring == nil ? "one_time" : "recurring"), "unit_amount": .integer(amount),
                "unit_amount_decimal": .string(String(amount)),
            ])
        price.body.adopt(parameters, Self.priceTexts)
        keep(price)
        announce("price.created", price)
        return price
    }

    private static func recurring(_ given: JSONValue, _ path: String) throws(StripeFailure) -> JSONValue {
        guard let interval = given["interval"] else { throw .required(path + "[interval]") }
        return .record([
            "interval": interval, "interval_count": given["interval_count"] ?? .integer(1), "meter": .null,
            "trial_period_days": given["trial_period_days"] ?? .null, "usage_type": .string("licensed"),
        ])
    }

    mutating func changePrice(_ id: String, _ parameters: JSONValue) throws(StripeFailure) -> StripeObject {
        change(try find(.price, id), as: "price.updated") { $0.body.adopt(parameters, Self.priceTexts) }
    }

    /// The price that an item of a request names or describes.
    ///
    /// - Parameter path: the item's own name, such as `items[0]`.
    mutating func price(of item: JSONValue, _ path: String) throws(StripeFailure) -> StripeObject {
        if let id = item["price"]?.string {
            let price = try find(.price, id, path + "[price]")
            guard price.isSet("active") else {
                throw .invalid(
                    path + "[price]", "The price specified is inactive. This field only accepts active prices.")
            }
            return price
        }
        guard let data = item["price_data"], data != .null else { throw .required(path + "[price]") }
        return try addPrice(data, within: path + "[price_data]")
    }
}
