/// `/openapi.json`: the document of all endpoints, itself included.
enum OpenAPIRoutes {
    /// The schemas that endpoints name.
    static let components: [(name: String, schema: Schema)] = [
        ("Campaign", Campaign.schema), ("Job", JobView.schema), ("StartedJob", SearchRoutes.startedSchema),
        ("Creator", ResultDocument.schema), ("Platform", PlatformView.schema), ("Profile", Profile.schema),
        ("DeadLetter", DeadLetterView.schema), ("InspectedJob", InspectedJob.schema),
        ("Schedule", ScheduleView.schema), ("ProviderReport", ProviderReport.schema),
        ("Setting", ConfigSetting.schema), ("SettingChange", ConfigChange.schema),
        ("AdminPlatform", AdminPlatform.schema), ("Switch", SwitchView.schema),
        ("AdminUser", AdminUser.schema), ("AdminJob", AdminJob.schema), ("AuditEntry", AuditedAct.schema),
        ("Metrics", Metrics.schema), ("LogLine", LogLine.schema),
    ]

    /// The endpoints, and one more that serves their document.
    static func documented(_ endpoints: [Endpoint]) -> [Endpoint] {
        var own = Endpoint(
            method: .get, path: "/openapi.json",
            access: .anyone(because: "It describes the routes, which is no secret."), summary: "This document",
            tag: "operations",
            result: Schema([("type", .string("object"))]).example(.object([("openapi", .string("3.1.0"))])),
            isEnveloped: false,
            handle: { _ in APIResult(data: []) })
        let document = OpenAPIDocument(endpoints: endpoints + [own], components: components).json.bytes
        own.handle = { _ in APIResult(data: document) }
        return endpoints + [own]
    }
}
