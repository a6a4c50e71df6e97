/// How the inbox looks.
enum ResendStyle {
    static let css = """
        :root {
          color-scheme: light dark;
          --ground: #f6f8f7; --card: #ffffff; --text: #17201c; --quiet: #55635c; --line: #d5ded9;
          --accent: #0f6b4a; --good: #0f6b4a; --bad: #b3261e; --busy: #7a5200;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --ground: #101513; --card: #181f1c; --text: #e6ece9; --quiet: #a0ada7; --line: #33403a;
            --accent: #5cc79b; --good: #5cc79b; --bad: #ff9a92; --busy: #e3c983;
          }
        }
        * { box-sizing: border-box; }
        body { margin: 0; padding: 24px 16px; background: var(--ground); color: var(--text); font: 14px/1.5 system-ui, sans-serif; }
        main { max-width: 1200px; margin: 0 auto; }
        h1 { margin: 0 0 8px; font-size: 20px; line-height: 1.2; overflow-wrap: anywhere; }
        h2 { margin: 32px 0 8px; font-size: 16px; }
        a { color: var(--accent); }
        .quiet { color: var(--quiet); }
        .wide { overflow-x: auto; background: var(--card); border: 1px solid var(--line); border-radius: 6px; }
        table { width: 100%; border-collapse: collapse; }
        th, td { padding: 8px 12px; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
        th { color: var(--quiet); font-weight: 600; white-space: nowrap; }
        tbody tr:last-child td { border-bottom: 0; }
        td { overflow-wrap: anywhere; min-width: 90px; }
        ol { margin: 0; padding-left: 18px; }
        dl { display: grid; grid-template-columns: minmax(90px, max-content) 1fr; gap: 4px 16px; margin: 0 0 16px; }
        dt { color: var(--quiet); overflow-wrap: anywhere; }
        dd { margin: 0; overflow-wrap: anywhere; }
        pre { margin: 4px 0 0; padding: 12px; max-height: 480px; overflow: auto; white-space: pre-wrap; overflow-wrap: anywhere; background: var(--card); border: 1px solid var(--line); border-radius: 6px; }
        form { display: flex; flex-wrap: wrap; gap: 8px; align-items: center; margin: 16px 0; }
        input, button { padding: 6px 12px; min-height: 36px; color: inherit; background: var(--card); border: 1px solid var(--line); border-radius: 6px; font: inherit; }
        input { flex: 1 1 200px; min-width: 0; max-width: 420px; }
        button { cursor: pointer; }
        iframe { display: block; max-width: 100%; height: 640px; resize: vertical; overflow: auto; background: #ffffff; border: 1px solid var(--line); border-radius: 6px; }
        iframe.full { width: 100%; }
        iframe.narrow { width: 360px; }
        summary { margin-top: 8px; cursor: pointer; }
        .state { font-weight: 600; }
        .delivered, .opened, .clicked, .success, .enabled { color: var(--good); }
        .bounced, .complained, .suppressed, .failed { color: var(--bad); }
        .queued, .scheduled, .sent, .pending, .attempting { color: var(--busy); }
        .canceled, .disabled { color: var(--quiet); }
        :focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }

        """
}
