extension SimulatedResponse {
    /// A JSON answer.
    public static func json(_ json: SimulatedJSON, status: Int = 200) -> SimulatedResponse {
        SimulatedResponse(status: status, body: json.bytes)
    }

    /// A JSON error as the provider writes it: `{"success": false, "message": …}`.
    public static func failure(_ status: Int, _ message: String) -> SimulatedResponse {
        json(["success": false, "message": .string(message)], status: status)
    }

    /// An HTML page, as a provider's proxy or its router answers.
    public static func html(_ html: String, status: Int) -> SimulatedResponse {
        SimulatedResponse(status: status, contentType: "text/html; charset=utf-8", body: Array(html.utf8))
    }
}
