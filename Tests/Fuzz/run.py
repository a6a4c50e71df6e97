"""Starts a host with stand-ins and lets schemathesis call it by its own API document.

Three times: with a token that is good, with one of another issuer, and with one that has expired. Ends with 1 when an
answer is a server error, breaks its schema or has a status that is not declared, or when the host logged a failure.
"""

import argparse
import concurrent.futures
import contextlib
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time
import urllib.request

FOLDER = pathlib.Path(__file__).resolve().parent
ROOT = FOLDER.parent.parent
GEMZ = ROOT / ".build/debug/gemz"
SCHEMATHESIS = pathlib.Path(sys.executable).parent / "schemathesis"

# Thousands of cases come from one user and one address.
LIMITS = [word for name in (
    "requests_per_minute", "writes_per_minute", "searches_per_minute", "requests_per_minute_per_address",
    "sign_ins_per_minute_per_address", "webhooks_per_minute_per_address",
) for word in ("--set", f"api_limits.{name}=1000000")]


@contextlib.contextmanager
def running(arguments, log, names):
    """A gemz program, and what it says behind these names on its standard output."""
    environment = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "GEMZ_DATA_DIR", "GEMZ_TOKEN")}
    with open(log, "wb") as errors:
        process = subprocess.Popen(
            [GEMZ, *arguments], stdout=subprocess.PIPE, stderr=errors, text=True, env=environment)
    try:
        said = {}
        for line in process.stdout:
            name, _, rest = line.strip().partition(" ")
            said[name] = rest
            if set(names) <= said.keys():
                break
        else:
            raise SystemExit(f"gemz {arguments[0]} did not start:\n{pathlib.Path(log).read_text()}")
        yield said
    finally:
        process.terminate()
        process.wait()


def token(stand_ins):
    return subprocess.run(
        [GEMZ, "token", "--stand-ins", stand_ins], check=True, capture_output=True, text=True).stdout.strip()


def short_token(stand_ins):
    """A token that is good for a second."""

    def call(path, body):
        request = urllib.request.Request(
            f"{stand_ins}/_dev/clerk/v1{path}", json.dumps(body).encode(),
            {"Authorization": "Bearer sk_test_dev", "Content-Type": "application/json"})
        return json.load(urllib.request.urlopen(request, timeout=30))

    user = call("/users", {"email_address": ["short@example.com"], "skip_password_requirement": True})
    session = call("/sessions", {"user_id": user["id"]})
    return call(f"/sessions/{session['id']}/tokens", {"expires_in_seconds": 1})["jwt"]


def fuzz(host, name, bearer, refused, options, folder):
    """Whether one run found nothing. Prints a line of figures, and everything when it found something."""
    command = [
        SCHEMATHESIS, "--config-file", FOLDER / "schemathesis.toml", "run", f"{host}/openapi.json", "--header", f"Authorization: Bearer {bearer}",
        "--max-examples", str(options.examples), "--no-color",
        "--generation-database", "none",
    ]
    # A stream of events goes on until its job ends, and an answer is only judged when it has ended.
    command += ["--exclude-path-regex", "/events$"]
    if refused:  # pages look at no token, and where nothing is answered there is nowhere to go on
        command += ["--include-path-regex", "^/api/", "--phases", "examples,coverage,fuzzing"]
    if options.seed is not None:
        command += ["--seed", str(options.seed)]
    environment = os.environ | {
        "SCHEMATHESIS_HOOKS": "hooks", "PYTHONPATH": str(FOLDER), "GEMZ_FUZZ_REFUSED": "1" if refused else "0",
        "PYTHONDONTWRITEBYTECODE": "1"}
    started = time.monotonic()
    ended = subprocess.run(command, cwd=tempfile.mkdtemp(dir=folder), env=environment, capture_output=True, text=True)
    seconds = time.monotonic() - started

    def figure(pattern):
        found = re.search(pattern, ended.stdout)
        return found.group(1) if found else "?"

    operations, cases, seed = figure(r"Tested: (\d+)"), figure(r"(\d+) generated"), figure(r"Seed: (\d+)")
    failures = sum(int(n) for n in re.findall(r"(\d+) unique failures?", ended.stdout))
    print(
        f"fuzz, {name} token: {operations} operations, {cases} cases, {failures} failures, seed {seed}, "
        f"{seconds:.0f} s", flush=True)
    if ended.returncode != 0:
        print(ended.stdout.replace(bearer, "…"), ended.stderr)
    return ended.returncode == 0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--examples", type=int, default=50, help="cases for each operation and phase, at most")
    parser.add_argument("--seed", type=int, help="makes a run repeatable")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="gemz-fuzz-") as folder:
        log = f"{folder}/host.log"
        host = ["dev", "--port", "0", "--stand-ins-port", "0", "--data", f"{folder}/data",
                "--set", "processing.step_concurrency=1", *LIMITS]
        with running(host, log, ["stand-ins", "ready"]) as own, \
                running(["stand-ins", "--port", "0", "--data", f"{folder}/other"], f"{folder}/other.log", ["ready"]) as other:
            expired = short_token(own["stand-ins"])
            tokens = [("a good", token(own["stand-ins"]), False), ("another issuer's", token(other["ready"]), True),
                      ("an expired", expired, True)]
            # Two at a time, as processes: hypothesis in several threads trips over Python 3.11's parser. The third begins
            # when one is done, long after its token's second is over.
            with concurrent.futures.ThreadPoolExecutor(2) as pool:
                results = list(pool.map(lambda token: fuzz(own["ready"], *token, options, folder), tokens))
        # A search that ended without what it looked for is no failure of the host's; one whose step kept failing is.
        own_faults = ("unexpected:", "A step of this search kept failing")
        failed = [line for line in pathlib.Path(log).read_text().splitlines() if any(fault in line for fault in own_faults)]
    if failed:
        print("The host logged failures:", *failed[:20], sep="\n")
    sys.exit(0 if all(results) and not failed else 1)


if __name__ == "__main__":
    main()
