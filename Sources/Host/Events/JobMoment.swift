import Domain
import PlatformAPI

/// A job as it stood at one revision, written once for any number of readers.
struct JobMoment: Sendable {
    let revision: Int
    /// Of the last creator found.
    let position: Int
    let isFinal: Bool
    /// The event `progress` or, where the job has ended, `done`.
    let state: [UInt8]

    init(_ job: Job) throws {
        revision = job.revision
        position = job.processedResults
        isFinal = job.status.isFinal
        let place = EventPlace(revision: revision, hasState: true, position: position)
        state = Self.event(isFinal ? "done" : "progress", id: place.id, data: try GemzJSON.bytes(of: JobView(job)))
    }

    /// - Parameter data: without line ends, as JSON is written here.
    static func event(_ name: String, id: Int, data: [UInt8]) -> [UInt8] {
        Array("id: \(id)\nevent: \(name)\ndata: ".utf8) + data + Array("\n\n".utf8)
    }
}
