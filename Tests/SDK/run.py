"""Starts the stand-ins and lets the vendors' official SDKs drive them.

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

CLIENTS = ["qstash_client", "clerk_client"]

# Checks that cannot pass, by client, with the reason.
KNOWN = {
    "clerk_client": {
        "protected_endpoint": "its own HTTP library refuses to send the bare `Bearer ` header that it tries",
    },
}


@contextlib.contextmanager
def stand_ins(folder):
    """Running stand-ins: their address."""
    command = [GEMZ, "stand-ins", "--port", "0", "--data", f"{folder}/data"]
    with open(f"{folder}/stand-ins.log", "w+b") as log:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True)
        try:
            for line in process.stdout:
                name, _, rest = line.strip().partition(" ")
                if name == "ready":
                    break
            else:
                log.seek(0)
                raise SystemExit(f"the stand-ins did not start:\n{log.read().decode()}")
            yield rest
        finally:
            process.terminate()
            process.wait()


def run(client, folder, address):
    """Whether every check of a client passed, but for the known ones, which are told."""
    wanted = {name for name in os.environ.get("GEMZ_ONLY", "").split(",") if name}
    known = {name: why for name, why in KNOWN.get(client, {}).items() if not wanted or name in wanted}
    skipped = [name for name in os.environ.get("GEMZ_SKIP", "").split(",") if name] + list(known)
    environment = os.environ | {
        "GEMZ_BASE_URL": address, "GEMZ_SKIP": ",".join(skipped), "PYTHONDONTWRITEBYTECODE": "1"}
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
    with tempfile.TemporaryDirectory(prefix="gemz-sdk-") as folder, stand_ins(folder) as address:
        results = [run(client, clients, address) for client in CLIENTS]
    sys.exit(0 if all(results) else 1)


if __name__ == "__main__":
    main()
