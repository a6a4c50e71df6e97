import Domain
import Foundation
import PlatformAPI

/// Writes a search's results as a CSV file.
enum CSVFile {
    static func write(_ results: [[String: Any]], terms: [String], to file: URL) throws {
        let decoder = GemzJSON.decoder()
        var text = CreatorCSV.header
        for result in results {
            let creator = try decoder.decode(Creator.self, from: JSONSerialization.data(withJSONObject: result))
            text += CreatorCSV.line(for: creator, terms: terms)
        }
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }
}
