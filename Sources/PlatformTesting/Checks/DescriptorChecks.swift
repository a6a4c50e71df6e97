import Foundation
import PlatformAPI

/// D: the descriptor, and what must lie beside it.
extension CheckBench {
    var descriptorChecks: [Check<Checked>] {
        let descriptor = Checked.descriptor
        func check(_ id: String, _ sentence: String, _ mistakes: @escaping @Sendable () -> [Finding]) -> Check<Checked>
        {
            Check(id, sentence) { mistakes() }
        }
        return [
            check("D1", "the id is lower-case letters, digits and dashes") { DescriptorRules.identity(descriptor) },
            check("D2", "each mode has one searcher, and each searcher a mode") {
                DescriptorRules.searchers(descriptor, of: Checked().searchers)
            },
            check("D3", "hosts are bare; those of pictures may begin with a dot") { DescriptorRules.hosts(descriptor) },
            check("D4", "each mode has a label, limits and real countries") {
                descriptor.modes.flatMap(DescriptorRules.limits)
            },
            Check("D5", "the required cases are there") { await requiredCaseFindings() },
            Check("D6", "each quirk has a case that holds it") { quirkFindings() },
            Check("D7", "shape.txt lists what good bodies hold") { try await shapeFindings() },
        ]
    }
}

/// What holds for every descriptor.
enum DescriptorRules {
    static func identity(_ descriptor: PlatformDescriptor) -> [Finding] {
        let id = descriptor.id.rawValue
        var found: [Finding] = []
        if id.wholeMatch(of: /[a-z][a-z0-9]*(?:-[a-z0-9]+)*/) == nil {
            found.append(
                Finding("descriptor.id", "\(id.debugDescription) is not lower-case letters, digits and dashes"))
        }
        if descriptor.name.trimmingCharacters(in: .whitespaces).isEmpty {
            found.append(Finding("descriptor.name", "is empty"))
        }
        if descriptor.provider.vendor.isEmpty { found.append(Finding("descriptor.provider.vendor", "is empty")) }
        if descriptor.provider.timeout <= .zero {
            found.append(
                Finding("descriptor.provider.timeout", "\(descriptor.provider.timeout) is no time to answer in"))
        }
        return found
    }

    static func searchers(_ descriptor: PlatformDescriptor, of searchers: [any Searcher]) -> [Finding] {
        let declared = descriptor.modes.map(\.mode)
        let served = searchers.map { type(of: $0).mode }
        var found = declared.isEmpty ? [Finding("descriptor.modes", "is empty")] : []
        for mode in SearchMode.allCases {
            let wanted = declared.count { $0 == mode }
            let there = served.count { $0 == mode }
            if wanted > 1 { found.append(Finding("descriptor.modes", "\(mode) is declared \(wanted) times")) }
            if there != min(wanted, 1) {
                let expected = wanted == 0 ? "the mode is not declared" : "it must be one"
                found.append(Finding("searchers", "\(there) serve \(mode); \(expected)"))
            }
        }
        return found
    }

    static func hosts(_ descriptor: PlatformDescriptor) -> [Finding] {
        let lists = [
            ("descriptor.profileHosts", descriptor.profileHosts, false),
            ("descriptor.imageHosts", descriptor.imageHosts, true),
        ]
        return lists.flatMap { name, hosts, mayHaveDot in
            let empty = hosts.isEmpty ? [Finding(name, "is empty")] : []
            return empty
                + hosts.enumerated().compactMap { index, host in
                    let bare = mayHaveDot && host.hasPrefix(".") ? String(host.dropFirst()) : host
                    if bare.wholeMatch(of: /(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*/) != nil {
                        return nil
                    }
                    let form = mayHaveDot ? "cdn.example.com or .example.com" : "www.example.com"
                    return Finding("\(name)[\(index)]", "\(host.debugDescription) is not of the form \(form)")
                }
        }
    }

    static func limits(of mode: ModeDescriptor) -> [Finding] {
        let place = "descriptor.modes.\(mode.mode)"
        var found: [Finding] = []
        if mode.inputLabel.isEmpty { found.append(Finding("\(place).inputLabel", "is empty")) }
        let kind: ModeDescriptor.InputKind = mode.mode == .keyword ? .keywords : .usernames
        if mode.inputKind != kind {
            found.append(Finding("\(place).inputKind", "\(mode.inputKind); a \(mode.mode) search takes \(kind)"))
        }
        if !(1...10).contains(mode.maxInputs) {
            found.append(Finding("\(place).maxInputs", "\(mode.maxInputs) is not from 1 to 10"))
        }
        if mode.maxPages < 1 { found.append(Finding("\(place).maxPages", "\(mode.maxPages) is less than 1")) }
        if mode.furtherDegrees < 0 {
            found.append(Finding("\(place).furtherDegrees", "\(mode.furtherDegrees) is negative"))
        }
        for region in mode.regions where !ISOCodes.countries.contains(region) {
            found.append(Finding("\(place).regions", "\(region) is no country's code"))
        }
        found += ResultRules.repeats(in: mode.regions).map { Finding("\(place).regions", "\($0) is there twice") }
        return found
    }
}
