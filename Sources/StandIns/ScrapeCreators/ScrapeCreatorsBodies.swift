import FixtureTape
import Simulation

/// The provider's bodies for what is no answer. Express is what runs behind its paths, hence the HTML.
extension VendorReply {
    static func failure(_ status: Int, _ message: String) -> VendorReply {
        VendorReply(SimulatedResponse.failure(status, message))
    }

    /// The wording is quoted in public bug reports, line break included.
    static var outOfCredits: VendorReply {
        failure(
            402,
            "Looks like you're out of credits :( \nYou'll need to buy more to continue using the service.")
    }

    static func unknownPath(_ request: VendorRequest) -> VendorReply {
        let escaped = request.path.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
            .replacing(">", with: "&gt;").replacing("\"", with: "&quot;").replacing("'", with: "&#39;")
        return html(
            404,
            """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <title>Error</title>
            </head>
            <body>
            <pre>Cannot \(request.method) \(escaped)</pre>
            </body>
            </html>

            """)
    }

    /// A page where JSON should be, as a proxy in between sends it.
    static var htmlInstead: VendorReply {
        html(200, "<html>\r\n<head><title>Please wait</title></head>\r\n<body>Please wait</body>\r\n</html>\r\n")
    }

    private static func html(_ status: Int, _ text: String) -> VendorReply {
        VendorReply(SimulatedResponse.html(text, status: status))
    }

    init(_ response: SimulatedResponse) {
        self.init(
            status: response.status, headers: ["content-type": response.contentType], body: response.body)
    }
}
