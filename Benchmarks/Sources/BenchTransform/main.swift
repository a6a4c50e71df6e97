import Foundation
import PlatformAPI
import Platforms

// How fast the plugins turn a provider's pages into creators, on one thread.
//
// `BenchTransform bodies DIR` writes the simulators' pages, one file each, for the peers to read as well;
// `BenchTransform run DIR PLATFORM SECONDS` reads them back, measures, and prints one JSON line.

let arguments = CommandLine.arguments.dropFirst()
switch (arguments.first, arguments.count) {
case ("bodies", 2):
    try Bodies(directory: arguments.last ?? ".").write()
case ("run", 4):
    let words = Array(arguments)
    let run = try TransformRun(bodies: Bodies(directory: words[1]), platform: PlatformID(rawValue: words[2]))
    print(try await run.measure(for: .seconds(Double(words[3]) ?? 1)))
default:
    FileHandle.standardError.write(Data("usage: BenchTransform bodies DIR | run DIR PLATFORM SECONDS\n".utf8))
    exit(2)
}
