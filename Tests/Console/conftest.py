"""A whole gemz, and pages of a real browser that fail a test for what a user would never see.

The host, its stand-ins and a private database run once for all tests, on free ports and in a folder that goes with
them. Each test has a user of its own, so that none sees what another one did.
"""

import json
import os
import re
import subprocess
import tempfile
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = ROOT / ".build" / "debug" / "gemz"
#: Long, because the machine that runs the tests may be slow; no test waits for it where all goes well.
PATIENCE = 60_000

expect.set_options(timeout=PATIENCE)


@dataclass
class Stack:
    """Where a running gemz answers."""

    host: str
    stand_ins: str
    environment: dict[str, str]

    def token(self, email: str) -> str:
        command = [PROGRAM, "token", "--email", email, "--stand-ins", self.stand_ins]
        done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT, env=self.environment)
        return done.stdout.strip()

    def faults(self, plan: str) -> None:
        """What goes wrong at the provider from now on."""
        body = json.dumps({"plan": plan, "seed": 1}).encode()
        address = f"{self.stand_ins}/_dev/scrapecreators/_control/faults"
        urllib.request.urlopen(urllib.request.Request(address, data=body), timeout=30).read()


@dataclass
class Seen:
    """What happened behind a page, that its user would not see."""

    errors: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    #: Addresses that a test knows to answer with an error; the browser writes each to its console.
    refused: list[str] = field(default_factory=list)


@pytest.fixture(scope="session")
def stack():
    with tempfile.TemporaryDirectory(prefix="gemz-console-") as folder:
        # The private database runs as another user, who must be able to get there.
        os.chmod(folder, 0o755)
        environment = {k: v for k, v in os.environ.items() if not k.startswith(("GEMZ_", "DATABASE_"))}
        command = [
            PROGRAM, "dev", "--port", "0", "--stand-ins-port", "0", "--data", folder,
            "--set", "polling.interval=200ms", "--set", "qstash_delays.retry_base=50ms",
        ]
        with open(Path(folder) / "log", "w") as log:
            process = subprocess.Popen(
                command, stdout=subprocess.PIPE, stderr=log, text=True, cwd=ROOT, env=environment)
            found = {}
            for line in process.stdout:
                if match := re.match(r"(stand-ins|ready) (http://\S+)", line):
                    found[match[1]] = match[2]
                if "ready" in found:
                    break
            assert "ready" in found, (Path(folder) / "log").read_text()
            yield Stack(found["ready"], found["stand-ins"], environment)
            process.terminate()
            process.wait(60)


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("GEMZ_CHROMIUM", "/usr/bin/chromium"),
            args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"])
        yield browser
        browser.close()


@pytest.fixture
def opened(stack: Stack, browser: Browser, request):
    """Makes pages of a signed-in user; fails the test for a console error, a violation, or a foreign request."""
    contexts = []
    name = re.sub(r"\W+", "-", request.node.name).strip("-").lower()

    def make(email: str | None = f"{name}@example.com", **options) -> Page:
        options = {"viewport": {"width": 1280, "height": 800}, "locale": "en-GB", **options}
        if email:
            options["extra_http_headers"] = {"Authorization": f"Bearer {stack.token(email)}"}
        context = browser.new_context(base_url=stack.host, **options)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.seen = watched(page, stack.host)
        contexts.append((context, page))
        return page

    yield make
    for context, page in contexts:
        seen = page.seen
        context.close()
        assert seen.foreign == [], "the console asked other hosts"
        assert seen.errors == [], "the browser's console has errors"


def watched(page: Page, host: str) -> Seen:
    seen = Seen()

    def said(message):
        isKnown = any(part in (message.location.get("url") or "") for part in seen.refused)
        if message.type in ("error", "warning") and not isKnown:
            seen.errors.append(f"{message.text} {message.location.get('url')}")

    page.on("console", said)
    page.on("pageerror", lambda error: seen.errors.append(str(error)))
    page.on("request", lambda one: one.url.startswith((host, "data:")) or seen.foreign.append(one.url))
    return seen
