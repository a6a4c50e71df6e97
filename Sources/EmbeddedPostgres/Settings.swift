extension EmbeddedPostgres {
    /// How the server is set up.
    public struct Settings: Hashable, Sendable {
        public var maxConnections: Int
        /// In the server's own notation, such as `128MB`.
        public var sharedBuffers: String
        /// False gives speed and loses data when the machine stops: for tests.
        public var isDurable: Bool

        public init(maxConnections: Int = 100, sharedBuffers: String = "128MB", isDurable: Bool = true) {
            self.maxConnections = maxConnections
            self.sharedBuffers = sharedBuffers
            self.isDurable = isDurable
        }

        public static let standard = Settings()
        /// Nothing is flushed to the disk, and there is room for the many hosts of a test run, which work at once.
        public static let test = Settings(maxConnections: 400, isDurable: false)

        /// Settings given on the command line, which stand above the configuration file.
        ///
        /// The log goes to seven files in the data directory's `log`, one for each day of the week.
        func arguments(socketDirectory: String) -> [String] {
            var values = [
                "listen_addresses": "", "unix_socket_directories": socketDirectory,
                "port": "\(EmbeddedPostgres.port)", "max_connections": "\(maxConnections)",
                "shared_buffers": sharedBuffers, "logging_collector": "on", "log_directory": "log",
                "log_filename": "postgresql-%a.log", "log_rotation_age": "1d", "log_rotation_size": "0",
                "log_truncate_on_rotation": "on", "log_timezone": "UTC", "timezone": "UTC",
            ]
            if !isDurable {
                for name in ["fsync", "synchronous_commit", "full_page_writes"] { values[name] = "off" }
            }
            return values.sorted { $0.key < $1.key }.flatMap { ["-c", "\($0.key)=\($0.value)"] }
        }
    }
}
