import ArgumentParser
import Foundation
import PlatformAPI
import Platforms

/// What can be searched.
struct PlatformsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "platforms", abstract: "List platforms and their searches.",
        discussion: """
            Asks the host at --url; without it, lists what this program was built with.

            EXAMPLES
              gemz platforms
              gemz platforms --url http://127.0.0.1:8787
            """)

    @OptionGroup var client: ClientOptions

    func run() async throws {
        try await Failures.told {
            guard client.url != nil, let host = try await client.reachedHost(leavingOut: []) else {
                for platform in allPlatforms.map({ type(of: $0).descriptor }) {
                    for mode in platform.modes {
                        show(platform.id.rawValue, platform.name, mode.mode.rawValue, mode.inputLabel, mode.maxInputs)
                    }
                }
                return
            }
            for platform in try await host.platforms() {
                for mode in platform["modes"] as? [[String: Any]] ?? [] {
                    let input = mode["input"] as? [String: Any] ?? [:]
                    show(
                        platform["id"] as? String ?? "", platform["name"] as? String ?? "", mode["id"] as? String ?? "",
                        input["label"] as? String ?? "", input["max"] as? Int ?? 0)
                }
            }
        }
    }

    private func show(_ id: String, _ name: String, _ mode: String, _ label: String, _ most: Int) {
        func cell(_ text: String, _ width: Int) -> String {
            text + String(repeating: " ", count: max(1, width - text.count))
        }
        Terminal.output.line("\(cell(id, 12))\(cell(name, 12))\(cell(mode, 10))\(label), up to \(most)")
    }
}
