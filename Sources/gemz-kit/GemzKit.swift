import ArgumentParser

/// What a platform's author runs besides `make`. It knows neither host nor web server, so it builds in seconds.
@main
struct GemzKit: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gemz-kit", abstract: "For those who write a platform.",
        discussion: "The guide is docs/guides/add-a-platform.md.", subcommands: [NewPlatformCommand.self])
}
