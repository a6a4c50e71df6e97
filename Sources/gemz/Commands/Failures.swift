import Foundation

/// Says how a command failed, in words, and ends with the right code.
enum Failures {
    static func told(_ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch let ending as Ending {
            leave(ending)
        } catch is CancellationError {
            leave(.interrupted("Interrupted."))
        } catch {
            leave(.failed("\(error)"))
        }
    }

    private static func leave(_ ending: Ending) -> Never {
        FileHandle.standardError.write(Data("❌ \(ending.description)\n".utf8))
        exit(ending.code)
    }
}
