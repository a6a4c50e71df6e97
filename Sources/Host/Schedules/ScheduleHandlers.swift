/// From requests to the schedule service and back.
struct ScheduleHandlers: Sendable {
    var schedules: ScheduleService

    @Sendable func list(_ request: APIRequest) async throws -> APIResult {
        try APIResult(await schedules.list())
    }

    @Sendable func run(_ request: APIRequest) async throws -> APIResult {
        try APIResult(
            await schedules.hurry(request.path["name"] ?? "", by: request.user(), log: request.log))
    }
}
