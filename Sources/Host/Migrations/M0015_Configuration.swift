import Postgres

/// What admins change while hosts run: settings with their history, and when platforms are to be off.
enum M0015 {
    static let configuration = Migration(
        id: 15, name: "configuration",
        sql: """
            -- What admins have set. A key without a row has its default. Admins are named without a reference: what they
            -- set stays when they go.
            CREATE TABLE system_configurations (
                category text NOT NULL,
                key text NOT NULL,
                value text NOT NULL,
                value_type text NOT NULL CHECK (value_type IN ('number', 'duration', 'boolean', 'string')),
                changed_by uuid NOT NULL,
                changed_at timestamptz NOT NULL,
                reason text,
                PRIMARY KEY (category, key)
            );

            -- Every change of such a row; NULL where the default stood.
            CREATE TABLE configuration_history (
                id uuid PRIMARY KEY,
                category text NOT NULL,
                key text NOT NULL,
                value_type text NOT NULL,
                before text,
                after text,
                changed_by uuid NOT NULL,
                changed_at timestamptz NOT NULL,
                reason text,
                -- What was changed together has the same.
                transaction_id uuid NOT NULL
            );
            -- config.history
            CREATE INDEX configuration_history_by_key ON configuration_history (category, key, id DESC);

            -- When a platform, or one of its modes, is to be off.
            CREATE TABLE platform_switches (
                id uuid PRIMARY KEY,
                platform text NOT NULL,
                -- NULL for the whole platform.
                mode text,
                reason text NOT NULL,
                -- What becomes of its jobs.
                running text NOT NULL CHECK (running IN ('finish', 'pause', 'cancel')),
                starts_at timestamptz NOT NULL,
                -- NULL until somebody takes it away.
                ends_at timestamptz CHECK (ends_at > starts_at),
                created_by uuid NOT NULL,
                created_at timestamptz NOT NULL
            );
            """)
}
