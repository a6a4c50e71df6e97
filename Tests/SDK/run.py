"""Starts the stand-ins and lets the vendors' official SDKs drive them; and a host, whose webhooks they attack.

GEMZ_CLIENTS is the folder of the clients: scripts that print a line for each check and end with 0 when all passed.
GEMZ_SKIP and GEMZ_ONLY, names of checks separated by commas, pick some.
"""

import contextlib
import os
import pathlib
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
GEMZ = ROOT / ".build/debug/gemz"

# What needs the stand-ins alone.
CLIENTS = ["qstash_client", "resend_client", "stripe_client"]

# What the stand-in of Clerk signs webhooks with.
SECRET = "whsec_Z2VtejogYSBzZWNyZXQgb2YgdGhlIHRlc3Rz"

# Checks that cannot pass, by client, with the reason.
KNOWN = {
    "clerk_client": {
        "protected_endpoint": "its own HTTP library refuses to send the bare `Bearer ` header that it tries; "
        "protected_endpoint.py sends it",
    },
}


@contextlib.contextmanager
def started(folder, *command):
    """A running gemz: what it says until it is ready, by name, and its address under `ready`."""
    with open(f"{folder}/{command[0]}.log", "w+b") as log:
        process = subprocess.Popen(
            [GEMZ, *command, "--data", f"{folder}/{command[0]}"], stdout=subprocess.PIPE, stderr=log, text=True,
            env=os.environ | {"GEMZ_CARRIER": "qstash", "CLERK_WEBHOOK_SECRET": SECRET})
        try:
            said = {}
            while "ready" not in said:
                line = process.stdout.readline()
                if not line:
                    log.seek(0)
                    raise SystemExit(f"gemz {command[0]} did not start:\n{log.read().decode()}")
                name, _, rest = line.strip().replace("=", " ", 1).partition(" ")
                said[name] = rest
            yield said
        finally:
            process.terminate()
            process.wait()


def run(client, folder, address, more={}):
    """Whether every check of a client passed, but for the known ones, which are told."""
    wanted = {name for name in os.environ.get("GEMZ_ONLY", "").split(",") if name}
    known = {name: why for name, why in KNOWN.get(client, {}).items() if not wanted or name in wanted}
    skipped = [name for name in os.environ.get("GEMZ_SKIP", "").split(",") if name] + list(known)
    environment = os.environ | {
        "GEMZ_BASE_URL": address, "GEMZ_SKIP": ",".join(skipped), "PYTHONDONTWRITEBYTECODE": "1"} | more
    started = time.monotonic()
    print(f"== {client}", flush=True)
    ended = subprocess.run([sys.executable, "-W", "ignore", f"{client}.py"], cwd=folder, env=environment)
    for name, why in known.items():
        print(f"skip {name}: {why}")
    print(f"{time.monotonic() - started:.0f} s", flush=True)
    # 2 says that no check of this client was picked.
    return ended.returncode == 0 or (bool(wanted) and ended.returncode == 2)


def main():
    clients = pathlib.Path(os.environ["GEMZ_CLIENTS"]).resolve()
    with tempfile.TemporaryDirectory(prefix="gemz-sdk-") as folder:
        with started(folder, "stand-ins", "--port", "0") as vendors:
            results = [run(client, clients, vendors["ready"]) for client in CLIENTS]
        with started(
                folder, "dev", "--port", "0", "--stand-ins-port", "0",
                "--set", "api_limits.webhooks_per_minute_per_address=1000000") as host:
            protected = {"GEMZ_CLERK_PROTECTED_URL": host["ready"] + "/api/campaigns"}
            results.append(run("clerk_client", clients, host["stand-ins"], protected))
            results.append(run("protected_endpoint", ROOT / "Tests/SDK", host["stand-ins"], protected))
            hooks = {
                "GEMZ_HOOK_CLERK_URL": host["ready"] + "/api/webhooks/clerk",
                "GEMZ_HOOK_CLERK_SECRET": SECRET,
                "GEMZ_HOOK_QSTASH_URL": host["ready"] + "/api/qstash/process-scraping",
                "GEMZ_HOOK_QSTASH_CURRENT": host["QSTASH_CURRENT_SIGNING_KEY"],
                "GEMZ_HOOK_QSTASH_NEXT": host["QSTASH_NEXT_SIGNING_KEY"],
            }
            results.append(run("webhook_signatures", clients, host["ready"], hooks))
    sys.exit(0 if all(results) else 1)


if __name__ == "__main__":
    main()
