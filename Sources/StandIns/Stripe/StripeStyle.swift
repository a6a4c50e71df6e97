/// How the pages look.
enum StripeStyle {
    static let css = """
        :root {
          color-scheme: light dark;
          --ground: #f6f8f7; --card: #ffffff; --text: #17201c; --quiet: #55635c; --line: #d5ded9;
          --accent: #0f6b4a; --on-accent: #ffffff; --good: #0f6b4a; --bad: #b3261e; --busy: #7a5200;
          --warm: #fff6e0; --warm-line: #e3c983;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --ground: #101513; --card: #181f1c; --text: #e6ece9; --quiet: #a0ada7; --line: #33403a;
            --accent: #5cc79b; --on-accent: #08150f; --good: #5cc79b; --bad: #ff9a92; --busy: #e3c983;
            --warm: #2b2515; --warm-line: #6b5a28;
          }
        }
        * { box-sizing: border-box; }
        body { margin: 0; padding: 24px 16px; background: var(--ground); color: var(--text); font: 15px/1.5 system-ui, sans-serif; }
        main { max-width: 520px; margin: 0 auto; padding: 24px; background: var(--card); border: 1px solid var(--line); border-radius: 6px; }
        .all { font-size: 14px; }
        .all main { max-width: 1200px; padding: 0; background: transparent; border: 0; }
        h1 { margin: 0 0 16px; font-size: 20px; line-height: 1.2; overflow-wrap: anywhere; }
        h2 { margin: 24px 0 8px; font-size: 16px; }
        p { margin: 0 0 8px; }
        a { color: var(--accent); }
        form { margin-top: 16px; }
        .note { padding: 8px 12px; font-size: 13px; background: var(--warm); border: 1px solid var(--warm-line); border-radius: 6px; }
        .quiet { color: var(--quiet); }
        .error { color: var(--bad); font-weight: 600; }
        .due { margin-top: 12px; }
        .back { margin-top: 16px; }
        .card { margin-bottom: 8px; padding: 12px; border: 1px solid var(--line); border-radius: 6px; }
        .wide { overflow-x: auto; background: var(--card); border: 1px solid var(--line); border-radius: 6px; }
        table { width: 100%; border-collapse: collapse; }
        th, td { padding: 8px 12px; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
        th { color: var(--quiet); font-weight: 600; white-space: nowrap; }
        tbody tr:last-child td { border-bottom: 0; }
        td { overflow-wrap: anywhere; min-width: 90px; }
        ol { margin: 0; padding-left: 18px; }
        fieldset { margin: 0 0 12px; padding: 8px 12px; border: 1px solid var(--line); border-radius: 6px; }
        legend { padding: 0 4px; font-weight: 600; }
        label { display: block; margin-bottom: 4px; font-weight: 600; }
        .choice { display: flex; gap: 8px; align-items: baseline; padding: 4px 0; font-weight: 400; cursor: pointer; }
        input, button { min-height: 40px; padding: 8px 12px; font: inherit; border-radius: 6px; }
        input { width: 100%; margin-bottom: 12px; color: inherit; background: var(--ground); border: 1px solid var(--quiet); }
        input[type=radio] { width: auto; min-height: 0; margin: 0; }
        button { width: 100%; cursor: pointer; border: 1px solid var(--line); background: transparent; color: inherit; }
        .primary { border-color: var(--accent); background: var(--accent); color: var(--on-accent); font-weight: 600; }
        .state { font-weight: 600; }
        .good { color: var(--good); }
        .bad { color: var(--bad); }
        .busy { color: var(--busy); }
        :focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }

        """
}
