import ArgumentParser
import Foundation
import Host

/// The command people type.
@main
struct Gemz: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gemz",
        abstract: "Finds creators on TikTok, Instagram and YouTube, by keyword or by example.",
        discussion: """
            EXAMPLES
              gemz dev                                     host, stand-ins and database, until Ctrl-C
              gemz search tiktok keyword "vegan recipes"   one search with a progress bar and a table
              gemz search instagram similar jane.cooks --results 300 --json
              gemz demo                                    all six searches, each as CSV in demo-output/
            """,
        version: GemzVersion.current,
        subcommands: [
            DevCommand.self, DemoCommand.self, SearchCommand.self, PlatformsCommand.self, StandInsCommand.self,
            TokenCommand.self, MigrateCommand.self,
        ])

    /// Runs the command that the arguments name. Wrong usage ends with 2 rather than with the parser's 64.
    static func main() async {
        signal(SIGPIPE, SIG_IGN)  // a reader that has gone is told by `write`; see Terminal
        do {
            var command = try await asyncParseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            guard exitCode(for: error) == .validationFailure else { exit(withError: error) }
            Terminal.errors.line(fullMessage(for: error))
            Foundation.exit(2)
        }
    }
}

/// An ending with a code of its own, after its reason has been said.
struct Ending: Error, CustomStringConvertible {
    var code: Int32
    var description: String

    /// The search failed.
    static func failed(_ reason: String) -> Ending { Ending(code: 1, description: reason) }
    /// Wrong usage, or surroundings that do not fit.
    static func usage(_ reason: String) -> Ending { Ending(code: 2, description: reason) }
    /// Interrupted from the keyboard.
    static func interrupted(_ reason: String) -> Ending { Ending(code: interruptedCode, description: reason) }

    /// 128 and the number of SIGINT, as shells count.
    static let interruptedCode: Int32 = 130
}
