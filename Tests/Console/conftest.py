"""A whole gemz, and pages of a real browser that fail a test for what a user would never see.

The host, its stand-ins and a private database run once for all tests, on free ports and in a folder that goes with
them. Each test signs in as somebody else, so that none sees what another one did.
"""

import json
import os
import re
import subprocess
import tempfile
import urllib.request
import zlib
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
    #: The data directory, which other hosts join the database through.
    folder: str

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
    #: Parts of addresses that a test knows to fail; the browser writes each failure to its console.
    expected: list[str] = field(default_factory=list)


@pytest.fixture(scope="session")
def stack():
    with tempfile.TemporaryDirectory(prefix="gemz-console-") as folder:
        # The private database runs as another user, who must be able to get there.
        os.chmod(folder, 0o755)
        environment = {k: v for k, v in os.environ.items() if not k.startswith(("GEMZ_", "DATABASE_"))}
        environment["NEXT_PUBLIC_ADMIN_EMAILS"] = "admin@example.com"
        command = [
            PROGRAM, "dev", "--port", "0", "--stand-ins-port", "0", "--data", folder,
            "--set", "polling.interval=200ms", "--set", "qstash_delays.retry_base=50ms",
            "--set", "timeouts.circuit_probe=500ms", "--set", "timeouts.circuit_probe_cap=500ms",
            # Every test signs in, and all of them from one address.
            "--set", "api_limits.sign_ins_per_minute_per_address=1000000",
            "--set", "api_limits.requests_per_minute_per_address=1000000",
        ]
        log = Path(folder) / "log"
        with open(log, "w") as errors:
            process = subprocess.Popen(
                command, stdout=subprocess.PIPE, stderr=errors, text=True, cwd=ROOT, env=environment)
        try:
            found = {}
            for line in process.stdout:
                if match := re.match(r"(stand-ins|ready) (http://\S+)", line):
                    found[match[1]] = match[2]
                if "ready" in found:
                    break
            assert "ready" in found, log.read_text()
            yield Stack(found["ready"], found["stand-ins"], folder)
        finally:
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
    """Makes pages; fails the test for an error in the browser's console, a violation, or a request to elsewhere."""
    pages: list[Page] = []

    def make(signed_in: bool = True, **options) -> Page:
        options = {"viewport": {"width": 1280, "height": 800}, "locale": "en-GB", **options}
        context = browser.new_context(base_url=stack.host, **options)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        if signed_in:
            # In numbers, for the page says who is signed in, and a test looks for words.
            sign_in(page, f"{zlib.crc32(request.node.name.encode())}@example.com", at="/account")
        page.seen = watched(page, stack.host)
        pages.append(page)
        return page

    yield make
    for page in pages:
        page.context.close()
        assert page.seen.foreign == [], "the console asked other hosts"
        assert page.seen.errors == [], "the browser's console has errors"


@pytest.fixture
def as_admin(opened):
    """Makes pages of the admin whom the environment names."""

    def make(at: str = "/account", **options) -> Page:
        page = opened(signed_in=False, **options)
        sign_in(page, "admin@example.com", at="/account")
        page.seen.foreign.clear()  # the issuer's page
        page.goto(at)
        return page

    return make


@pytest.fixture
def trouble(stack: Stack):
    """Lets things go wrong at the provider, for one test."""
    yield stack.faults
    stack.faults("")


def sign_in(page: Page, email: str, at: str) -> None:
    """Through the issuer's page, as everybody does."""
    page.goto(f"/auth/sign-in?return={at}")
    page.get_by_label("E-mail").fill(email)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(f"**{at}")


def watched(page: Page, host: str) -> Seen:
    seen = Seen()

    def said(message):
        is_expected = any(part in (message.location.get("url") or "") for part in seen.expected)
        if message.type in ("error", "warning") and not is_expected:
            seen.errors.append(f"{message.text} {message.location.get('url')}")

    def asked(request):
        if not request.url.startswith((host + "/", "data:")):
            seen.foreign.append(request.url)

    page.on("console", said)
    page.on("pageerror", lambda error: seen.errors.append(str(error)))
    page.on("request", asked)
    return seen


figures: list[str] = []


@pytest.fixture
def figure():
    """Prints a measured figure once all tests have run."""
    return figures.append


def pytest_terminal_summary(terminalreporter):
    for line in figures:
        terminalreporter.write_line(f"console: {line}")
