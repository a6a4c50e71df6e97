import Host

/// The few words the server takes; everything else comes from the environment.
struct ServerArguments {
    var port: Int?
    var dataDirectory: String?
    /// What to print instead of starting.
    var answer: String?

    /// - Throws: ``EnvironmentError`` saying what is accepted.
    init(_ words: some Sequence<String>) throws(EnvironmentError) {
        var words = words.makeIterator()
        while let word = words.next() {
            switch word {
            case "--help", "-h": answer = Self.help
            case "--version": answer = GemzVersion.current
            case "--port":
                let value = words.next()
                guard let number = value.flatMap(Int.init), (0...65535).contains(number) else {
                    throw EnvironmentError("--port takes a number from 0 to 65535, not '\(value ?? "")'.")
                }
                port = number
            case "--data":
                guard let value = words.next(), !value.isEmpty else {
                    throw EnvironmentError("--data takes the name of a directory.")
                }
                dataDirectory = value
            default:
                throw EnvironmentError("gemz-server takes --port, --data, --help and --version, not '\(word)'.")
            }
        }
    }

    static let help = """
        OVERVIEW: The gemz host: its HTTP API and its workers, until SIGTERM.

        USAGE: gemz-server [--port <port>] [--data <directory>]

        The one line on standard output is `ready http://0.0.0.0:8787`; the log goes to standard error, as JSON lines in
        production. To try gemz without any set-up, run `gemz dev` instead.

        OPTIONS:
          --port <port>        Where to listen; 0 takes a free one. [$PORT, else 8787]
          --data <directory>   Where the private database keeps its files. [$GEMZ_DATA_DIR, else .gemz]
          --version            Print the version.
          -h, --help           Print this.

        ENVIRONMENT, needed:
          DATABASE_URL                       The PostgreSQL database, or
          GEMZ_EMBEDDED_POSTGRES=1           a private one, started and stopped with the server.
          CLERK_SECRET_KEY                   Clerk's secret key (sk_live_…).
          NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY  Clerk's publishable key (pk_live_…); it names the issuer of tokens
                                             and the page that people sign in at.
          SCRAPECREATORS_API_KEY             The provider's key.

        ENVIRONMENT, as needed:
          GEMZ_ENV                           development or production; production refuses development keys.
          CLERK_WEBHOOK_SECRET               What Clerk signs webhooks with (whsec_…); production needs it.
          NEXT_PUBLIC_SITE_URL               The address people find gemz at, such as https://gemz.example.com.
          CLERK_JWT_KEY                      The issuer's public key in PEM, which saves fetching it.
          NEXT_PUBLIC_ADMIN_EMAILS           The verified e-mail addresses of admins, separated by commas.
          CLERK_API_URL                      Another address of Clerk's API, and the issuer.
          SCRAPECREATORS_API_URL             Another address of the provider's API.
          QSTASH_TOKEN                       Lets QStash carry messages; needs the address above and both signing keys,
          QSTASH_CURRENT_SIGNING_KEY         which are
          QSTASH_NEXT_SIGNING_KEY            these two.
          QSTASH_URL                         Another address of QStash's API.
          VERCEL_URL                         Where QStash reaches the host, if NEXT_PUBLIC_SITE_URL does not say so.
          GEMZ_CARRIER                       postgres or qstash, whatever else is set.
          GEMZ_TRUSTED_PROXIES               Proxies whose X-Forwarded-For counts, as 10.0.0.0/8,192.0.2.1.
          GEMZ_CORS_ORIGINS                  Sites whose pages may call the API, as https://app.example.com.
          GEMZ_SETTINGS                      Settings, as processing.slice=5,timeouts.lease=10s.
          LOG_LEVEL                          debug, info, notice, warning or error. [info]

        EXIT CODES:
          0 stopped as asked; 1 could not go on; 2 wrong usage, or variables that are missing or wrong.
        """
}
