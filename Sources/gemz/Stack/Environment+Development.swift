import Host

extension Environment {
    /// Refuses what brings or needs the stand-ins where real users are served.
    ///
    /// - Throws: ``Ending`` in production; `EnvironmentError` when the stage is none.
    func requireDevelopment(for command: String) throws {
        guard try stage() == .production else { return }
        throw Ending.usage(
            "`gemz \(command)` works with the vendors' stand-ins, which never run in production: GEMZ_ENV says production."
        )
    }
}
