import FixtureTape
import Foundation

/// Reads the fields of a mail.
struct ResendFields: Sendable {
    let body: JSONValue

    func isSet(_ name: String) -> Bool { body[name] != nil && body[name] != .null }

    func text(_ name: String) throws(ResendFailure) -> String? {
        switch body[name] {
        case nil, .null: return nil
        case .string(let text): return text
        default: throw .invalid("The `\(name)` field must be a `string`.")
        }
    }

    func required(_ name: String) throws(ResendFailure) -> String {
        guard let text = try text(name), !text.isEmpty else { throw .missing(name) }
        return text
    }

    /// One address, or several; empty where there is none.
    func addresses(_ name: String) throws(ResendFailure) -> [String] {
        let listed: [JSONValue]
        switch body[name] {
        case nil, .null: return []
        case .string(let text): listed = [.string(text)]
        case .array(let elements): listed = elements
        default: throw .badAddress(name)
        }
        let texts = listed.compactMap(\.string)
        guard texts.count == listed.count, texts.allSatisfy({ ResendAddress.bare($0) != nil }) else {
            throw .badAddress(name)
        }
        guard texts.count <= ResendLimits.recipients else {
            throw .invalid("The `\(name)` field must have at most \(ResendLimits.recipients) items.")
        }
        return texts
    }

    func headers() throws(ResendFailure) -> [ResendDraft.Pair] {
        guard isSet("headers") else { return [] }
        guard let members = body["headers"]?.members else {
            throw .invalid("The `headers` field must be an `object`.")
        }
        let pairs = members.compactMap { member in
            member.value.parameterText.map { ResendDraft.Pair(name: member.key, value: $0) }
        }
        guard pairs.count == members.count, pairs.allSatisfy(Self.isHeader) else {
            throw .invalid("The `headers` field must have names of headers, and texts without line breaks.")
        }
        return pairs
    }

    private static func isHeader(_ pair: ResendDraft.Pair) -> Bool {
        let isName = pair.name.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: ":") }
        return !pair.name.isEmpty && isName && !pair.value.contains(where: \.isNewline)
    }

    func tags() throws(ResendFailure) -> [ResendDraft.Pair] {
        guard isSet("tags") else { return [] }
        guard let listed = body["tags"]?.elements else { throw .invalid("The `tags` field must be an `array`.") }
        var tags: [ResendDraft.Pair] = []
        for tag in listed {
            guard let name = tag["name"]?.string, let value = tag["value"]?.string, Self.isTag(name),
                Self.isTag(value)
            else {
                throw .invalid(
                    "Tags should only contain ASCII letters, numbers, underscores, or dashes, at most 256 of them.")
            }
            tags.append(ResendDraft.Pair(name: name, value: value))
        }
        return tags
    }

    private static func isTag(_ text: String) -> Bool {
        (1...256).contains(text.utf8.count)
            && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == "-") }
    }

    func attachments() throws(ResendFailure) -> [ResendDraft.Attachment] {
        guard isSet("attachments") else { return [] }
        guard let listed = body["attachments"]?.elements else {
            throw .invalid("The `attachments` field must be an `array`.")
        }
        var attachments: [ResendDraft.Attachment] = []
        for attachment in listed { attachments.append(try Self.attachment(attachment)) }
        return attachments
    }

    private static func attachment(_ json: JSONValue) throws(ResendFailure) -> ResendDraft.Attachment {
        let source: ResendDraft.Attachment.Source
        let path = json["path"]?.string
        if let content = json["content"], content != .null {
            guard let count = byteCount(content) else {
                throw .badAttachment("The `content` of an attachment must be Base64 or an array of bytes.")
            }
            source = .enclosed(byteCount: count)
        } else if let path, path.hasPrefix("https://") || path.hasPrefix("http://") {
            source = .remote(path)
        } else {
            throw .badAttachment("Attachment must have either a `content` or `path`.")
        }
        let name = json["filename"]?.string ?? path?.split(separator: "/").last.map(String.init)
        guard let name, !name.isEmpty else { throw .badAttachment("Attachment must have a `filename`.") }
        return ResendDraft.Attachment(
            filename: name, type: json["content_type"]?.string,
            contentID: json["content_id"]?.string ?? json["inline_content_id"]?.string, source: source)
    }

    /// `nil` for what is neither Base64 nor an array of bytes.
    private static func byteCount(_ content: JSONValue) -> Int? {
        if let bytes = content.elements {
            return bytes.allSatisfy { $0.integer.map((0...255).contains) == true } ? bytes.count : nil
        }
        return content.string.flatMap { Data(base64Encoded: $0, options: .ignoreUnknownCharacters) }?.count
    }

    /// - Parameter now: unix milliseconds.
    func scheduledAt(now: Int) throws(ResendFailure) -> Int? {
        guard let text = try text("scheduled_at") else { return nil }
        guard let time = ResendTime.milliseconds(text, now: now) else {
            throw .invalid("Invalid `scheduled_at` field. It must be an ISO 8601 date or natural language.")
        }
        guard time > now, time - now <= ResendLimits.ahead else {
            throw .invalid("The `scheduled_at` field must be in the future, and within 30 days.")
        }
        return time
    }
}

extension ResendFailure {
    fileprivate static func badAttachment(_ message: String) -> ResendFailure {
        ResendFailure(422, "invalid_attachment", message)
    }
}
