/// Short reads of several callers on one connection. Each has a Sync of its own, so that an error of one leaves the
/// others alone.
extension Session {
    /// Says no to a caller that has gone, where the server has not come to its request yet. The server answers it all
    /// the same, to nobody: a signal to stop would hit whatever comes before.
    ///
    /// - Returns: false where there is no such request.
    func abandonFollower(_ id: Int) -> Bool {
        guard owner == .reads, let index = inFlight.dropFirst().firstIndex(where: { $0.request.id == id }),
            !inFlight[index].isOrphan
        else { return false }
        inFlight[index].isOrphan = true
        inFlight[index].request.reply.resume(returning: .failure(.cancelled))
        return true
    }

    /// Whether somebody waits for the current request who could as well be served elsewhere.
    var hasMovable: Bool { inFlight.dropFirst().contains(where: Self.isMovable) }

    /// Takes requests away from behind the current one, to be asked elsewhere: what they are answered here is of no
    /// more interest.
    func takeFollowers(upTo count: Int) -> [Request] {
        let moved = inFlight.indices.dropFirst().filter { Self.isMovable(inFlight[$0]) }.prefix(count)
        return moved.map { index in
            inFlight[index].isOrphan = true
            var request = inFlight[index].request
            request.hasMoved = true
            return request
        }
    }

    private static func isMovable(_ exchange: Exchange) -> Bool { !exchange.isOrphan && !exchange.request.hasMoved }
}
