import Foundation

/// When periods end. Times are unix seconds.
enum StripeCalendar {
    static let day = 86_400
    static let hour = 3_600
    static let intervals = ["day", "week", "month", "year"]

    /// The first end of a period after a time, counted from the anchor: months that are too short shift no later one.
    static func end(after time: Int, anchor: Int, interval: String, count: Int) -> Int {
        var number = 1
        while true {
            let end = adding(number * count, interval, to: anchor)
            if end > time { return end }
            number += 1
        }
    }

    static func adding(_ count: Int, _ interval: String, to time: Int) -> Int {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        let component: Calendar.Component =
            switch interval {
            case "month": .month
            case "year": .year
            default: .day
            }
        let days = interval == "week" ? 7 * count : count
        let date = Date(timeIntervalSince1970: Double(time))
        let later = calendar.date(byAdding: component, value: days, to: date)
        return later.map { Int($0.timeIntervalSince1970) } ?? time + days * day
    }

    /// The year that a time is in.
    static func year(of time: Int) -> Int {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        return calendar.component(.year, from: Date(timeIntervalSince1970: Double(time)))
    }
}
