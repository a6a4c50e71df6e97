/// How the sign-in page looks.
enum ClerkSignInStyle {
    static let css = """
        :root {
          color-scheme: light dark;
          --ground: #f6f8f7; --card: #ffffff; --text: #17201c; --quiet: #55635c; --line: #d5ded9;
          --accent: #0f6b4a; --on-accent: #ffffff; --bad: #b3261e; --warm: #fff6e0; --warm-line: #e3c983;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --ground: #101513; --card: #181f1c; --text: #e6ece9; --quiet: #a0ada7; --line: #33403a;
            --accent: #5cc79b; --on-accent: #08150f; --bad: #ff9a92; --warm: #2b2515; --warm-line: #6b5a28;
          }
        }
        * { box-sizing: border-box; }
        body {
          margin: 0; padding: 24px 16px; min-height: 100vh; display: grid; place-items: center;
          background: var(--ground); color: var(--text); font: 15px/1.5 system-ui, sans-serif;
        }
        main {
          width: 100%; max-width: 400px; padding: 24px; background: var(--card);
          border: 1px solid var(--line); border-radius: 6px;
        }
        h1 { margin: 0 0 16px; font-size: 20px; line-height: 1.2; }
        h2 { margin: 24px 0 8px; font-size: 13px; font-weight: 600; color: var(--quiet); }
        p { margin: 0 0 8px; }
        form { margin-top: 16px; }
        .note {
          padding: 8px 12px; font-size: 13px; background: var(--warm);
          border: 1px solid var(--warm-line); border-radius: 6px;
        }
        ul { margin: 0; padding: 0; list-style: none; display: grid; gap: 4px; }
        label { display: block; margin-bottom: 4px; font-weight: 600; }
        input, button { width: 100%; min-height: 40px; padding: 8px 12px; font: inherit; border-radius: 6px; }
        input { color: inherit; background: var(--ground); border: 1px solid var(--quiet); }
        input[aria-invalid] { border-color: var(--bad); }
        .hint, .error { margin: 8px 0 16px; font-size: 13px; }
        .hint { color: var(--quiet); }
        .error { color: var(--bad); }
        button { cursor: pointer; border: 1px solid var(--line); background: transparent; color: inherit; }
        .choice { text-align: left; overflow-wrap: anywhere; }
        .choice:hover { border-color: var(--accent); }
        .primary { border-color: var(--accent); background: var(--accent); color: var(--on-accent); font-weight: 600; }
        .primary:hover { filter: brightness(1.1); }
        :focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
        code { font-size: 13px; }

        """
}
