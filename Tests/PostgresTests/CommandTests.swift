import Foundation
import Testing

@testable import EmbeddedPostgres

@Suite("Programs that the private server needs", .timeLimit(.minutes(2)))
struct CommandTests {
    @Test("what a program says is had when it ends, though others that begin at the same moment go on")
    func beside() async {
        // Nothing ends the programs that go on before every other has been heard to its end.
        let lasting = await withTaskGroup(of: pid_t?.self) { group in
            for number in 0..<400 {
                group.addTask {
                    if number.isMultiple(of: 4) {
                        let nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC)
                        defer { close(nowhere) }
                        return Command(["/bin/sleep", "600"]).spawn(output: nowhere)
                    }
                    let answer = await Command(["/bin/echo", "\(number)"]).run()
                    #expect(answer == Command.Answer(status: 0, output: "\(number)\n"))
                    return nil
                }
            }
            return await group.reduce(into: [pid_t]()) { all, process in process.map { all.append($0) } }
        }
        #expect(lasting.count == 100)
        for process in lasting {
            kill(process, SIGKILL)
            _ = Command.wait(for: process)
        }
    }
}
