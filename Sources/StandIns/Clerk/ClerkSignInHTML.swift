/// The sign-in page's text.
struct ClerkSignInHTML: Sendable {
    /// Where the browser goes after.
    let redirect: String
    /// Addresses to choose from.
    let known: [String]
    /// What was typed in and is no address.
    let rejected: String?

    var page: String {
        Self.page(
            title: "Sign in",
            """
            <h1>Sign in</h1>
            <p class="note" role="note"><strong>Development stand-in.</strong> This page stands for Clerk’s. Anybody who
            opens it may sign in as anybody: there are no passwords, and it answers on this machine only.</p>
            \(form)
            \(choices)
            """)
    }

    static let badRedirect = page(
        title: "Cannot sign in",
        """
        <h1>Cannot sign in</h1>
        <p>This page needs <code>redirect_url</code>: the address to come back to, on this machine
        (<code>localhost</code> or <code>127.0.0.1</code>).</p>
        <p>Begin at the application’s own sign-in link.</p>
        """)

    private var choices: String {
        if known.isEmpty { return "" }
        let buttons = known.map { address in
            #"<li><button class="choice" name="email" value="\#(Self.escaped(address))">"#
                + "\(Self.escaped(address))</button></li>"
        }
        return """
            <form method="post" action="sign-in" aria-labelledby="known">
            <h2 id="known">Or as somebody who has been here</h2>
            \(hiddenRedirect)
            <ul>
            \(buttons.joined(separator: "\n"))
            </ul>
            </form>
            """
    }

    private var form: String {
        let value = Self.escaped(rejected ?? (known.isEmpty ? "dev@example.com" : ""))
        let isWrong = rejected != nil
        let hint =
            isWrong
            ? #"<p class="error" id="hint" role="alert">That is no e-mail address. One looks like jane@example.com.</p>"#
            : #"<p class="hint" id="hint">A user is made if there is none with this address. No e-mail is sent.</p>"#
        return """
            <form method="post" action="sign-in" novalidate>
            \(hiddenRedirect)
            <label for="email">E-mail</label>
            <input id="email" name="email" type="email" autocomplete="email" autocapitalize="none" spellcheck="false"
            required autofocus aria-describedby="hint"\(isWrong ? #" aria-invalid="true""# : "") value="\(value)">
            \(hint)
            <button class="primary">Sign in</button>
            </form>
            """
    }

    private var hiddenRedirect: String {
        #"<input type="hidden" name="redirect_url" value="\#(Self.escaped(redirect))">"#
    }

    private static func page(title: String, _ body: String) -> String {
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>\(title) · Clerk stand-in</title>
        <link rel="stylesheet" href="sign-in.css">
        </head>
        <body>
        <main>
        \(body)
        </main>
        </body>
        </html>

        """
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;").replacing("'", with: "&#39;")
    }
}
