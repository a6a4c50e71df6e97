import ArgumentParser
import Foundation
import PlatformAPI

/// Writes a platform that compiles, and says in its tests what is left to write; or takes it away again.
struct NewPlatformCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new-platform", abstract: "Write the files of a new platform, or remove them again.",
        discussion: """
            Writes Plugins/<Name> and Fixtures/<id>, and a line or two in each of the three files that list platforms.
            What it writes compiles at once; `make plugins` then says what to write next.

            EXAMPLES
              gemz-kit new-platform Threads
              gemz-kit new-platform Threads --modes keyword --id threads
              gemz-kit new-platform Threads --remove
            """)

    @Argument(help: "The platform's name in Swift, such as Threads.")
    var name: String

    @Option(help: "keyword, similar, or both with a comma between. (default: keyword,similar)")
    var modes: String?

    @Option(help: "The name in addresses, rows and fixtures. (default: the name in lower case)")
    var id: String?

    @Flag(help: "Take the platform away: its two folders and its lines.")
    var remove = false

    @Flag(help: "With --remove, also take away what was changed or added by hand.")
    var force = false

    @Flag(help: "Show what would be done, and do nothing.")
    var dryRun = false

    @Option(help: ArgumentHelp("The checkout's folder, or one below it.", visibility: .hidden))
    var checkout = FileManager.default.currentDirectoryPath

    func validate() throws {
        if force, !remove { throw ValidationError("--force goes with --remove.") }
        if remove, modes != nil { throw ValidationError("--remove finds out the modes by itself; leave --modes away.") }
    }

    func run() throws {
        let checkout = try Checkout(above: URL(filePath: checkout))
        if remove {
            try Removal(of: name, id: id, from: checkout, force: force).report(doing: !dryRun)
        } else {
            let platform = try NewPlatform(
                name: name, id: id, modes: modes.map(NewPlatform.modes) ?? [.keyword, .similar])
            try Placement(of: platform, in: checkout).report(doing: !dryRun)
        }
    }
}
