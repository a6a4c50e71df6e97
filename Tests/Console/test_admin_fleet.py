"""Three hosts over one database: what an admin does in one of their consoles holds at all of them."""

import json
import os
import subprocess
import threading
import time
import urllib.error
import urllib.request
from contextlib import contextmanager

import pytest
from playwright.sync_api import expect

from conftest import PROGRAM

SERVER = PROGRAM.parent / "gemz-server"
REASON = "The provider is being moved"


@pytest.fixture(scope="module")
def fleet(stack):
    """The host with the console, and two more that joined its database."""
    with joined(stack) as second, joined(stack) as third:
        yield [stack.host, second, third]


@contextmanager
def joined(stack):
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("GEMZ_", "DATABASE_"))} | {
        "GEMZ_EMBEDDED_POSTGRES": "1", "CLERK_API_URL": f"{stack.stand_ins}/_dev/clerk",
        "CLERK_SECRET_KEY": "sk_test_dev", "SCRAPECREATORS_API_KEY": "dev",
        "SCRAPECREATORS_API_URL": f"{stack.stand_ins}/_dev/scrapecreators",
        "GEMZ_SETTINGS": "api_limits.searches_per_minute=1000000",
    }
    command = [SERVER, "--port", "0", "--data", stack.folder]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment)
    try:
        ready = next((line for line in process.stdout if line.startswith("ready ")), None)
        assert ready, "the host did not start"
        yield "http://127.0.0.1:" + ready.strip().rsplit(":", 1)[-1]
    finally:
        process.terminate()
        process.wait(60)


def asked(url: str, body: dict | None = None, token: str = "sk_test_dev") -> tuple[int, dict]:
    """Status and JSON of an answer."""
    request = urllib.request.Request(
        url, data=None if body is None else json.dumps(body).encode(),
        headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


def a_token(stack) -> str:
    """A session token of somebody new."""
    clerk = f"{stack.stand_ins}/_dev/clerk/v1"
    user = asked(f"{clerk}/users", {"email_address": [f"fleet{time.time_ns()}@example.com"]})[1]["id"]
    session = asked(f"{clerk}/sessions", {"user_id": user})[1]["id"]
    return asked(f"{clerk}/sessions/{session}/tokens", {"expires_in_seconds": 3600})[1]["jwt"]


class Watch:
    """Asks every host for the same search over and over, until each answers as is awaited."""

    def __init__(self, hosts: list[str], token: str, campaign: str, awaited):
        self.seen: dict[str, tuple[float, dict]] = {}
        self.threads = [
            threading.Thread(target=self.ask, args=(host, token, campaign, awaited), daemon=True) for host in hosts]

    def ask(self, host, token, campaign, awaited):
        until = time.monotonic() + 60
        while time.monotonic() < until:
            status, answer = asked(
                f"{host}/api/scraping/instagram/keyword",
                {"campaignId": campaign, "keywords": ["home workout"], "targetResults": 1}, token)
            if awaited(status, answer):
                self.seen[host] = (time.monotonic(), answer)
                return
            time.sleep(0.02)

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *error):
        for thread in self.threads:
            thread.join()

    def after(self, began: float) -> list[float]:
        """Milliseconds from a moment until each host answered so."""
        return sorted((at - began) * 1000 for at, _ in self.seen.values())


def is_refused(status: int, answer: dict) -> bool:
    return status == 503 and answer["code"] == "PLATFORM_PAUSED"


def test_a_platform_switched_off_in_the_console_is_refused_by_three_hosts_within_a_second(
        stack, fleet, as_admin, figure):
    token = a_token(stack)
    campaign = asked(f"{fleet[0]}/api/campaigns", {"name": "Fleet"}, token)[1]["data"]["id"]
    page = as_admin("/admin/platforms")
    switch = page.get_by_role("switch", name="Instagram", exact=True)
    switch.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Reason").fill(REASON)
    dialog.get_by_role("radio", name="Cancel them").check()
    with Watch(fleet, token, campaign, is_refused) as off:
        began = time.monotonic()
        dialog.get_by_role("button", name="Switch off").click()
        expect(switch).not_to_be_checked()
    assert [answer["details"]["reason"] for _, answer in off.seen.values()] == [REASON] * 3
    with Watch(fleet, token, campaign, lambda status, answer: not is_refused(status, answer)) as on:
        resumed = time.monotonic()
        switch.click()
        expect(switch).to_be_checked()
    assert len(on.seen) == 3
    for what, times in [("off", off.after(began)), ("on", on.after(resumed))]:
        figure(f"a platform switched {what} in the console: three hosts knew {', '.join(f'{ms:.0f}' for ms in times)} ms "
               "after the click")
        assert times[-1] < 1000, f"{what}: {times}"
