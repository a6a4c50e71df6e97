/// From requests to streams of events.
struct EventHandlers: Sendable {
    var hub: EventHub
    var jobs: JobService

    @Sendable func follow(_ request: APIRequest) async throws -> APIResult {
        let id = try request.id("id", of: "job")
        let user = try request.user()
        // Joined before the job is read: what moves it in between is told after.
        let seat = try hub.join(id, as: user.userID, hangUp: request.hangUp)
        let moment = try JobMoment(await jobs.find(id, for: user))
        let place = EventPlace(lastEventID: request.header("Last-Event-ID"), in: moment)
        if moment.isFinal, place.hasAll(of: moment) {
            // Browsers take this as the word to stop asking.
            var result = APIResult(data: [])
            result.status = 204
            return result
        }
        seat.reader.begin(at: place, moment)
        var result = APIResult(EventStream(seat: seat))
        result.headers = [("X-Accel-Buffering", "no")]
        return result
    }
}
