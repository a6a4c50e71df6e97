"""Starts gemz, its peers and the load generators, and reads what they say."""

import base64
import http.client
import json
import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
PEERS = ROOT / "peers"
BUILT = ROOT / ".build" / "release"
ISSUER = "http://127.0.0.1:9"  # where nothing listens: the key is given, so that nobody asks there
WORK = pathlib.Path(tempfile.mkdtemp(prefix="gemz-bench-work-"))


def peer(name, *words, database=None, wait=True):
    """Runs a peer to its end and returns its last line's JSON, or, with `wait=False`, starts it."""
    command = [sys.executable, str(PEERS / name), *map(str, words)]
    environment = {**os.environ, "DATABASE_URL": database or "", "PYTHONPATH": str(PEERS)}
    if not wait:
        return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    return json.loads(checked(command, env=environment).splitlines()[-1])


def checked(command, **options):
    """What a command prints; its errors are part of the failure."""
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, **options)
    if done.returncode != 0:
        raise RuntimeError(f"{pathlib.Path(str(command[0])).name} ended with {done.returncode}: "
                           f"{(done.stderr or done.stdout)[-600:]}")
    return done.stdout


def stop(process):
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


class Issuer:
    """A key pair and session tokens signed with it."""

    def __init__(self):
        self.key = WORK / "key.pem"
        checked(["openssl", "genrsa", "-out", self.key, "2048"])
        self.public = checked(["openssl", "rsa", "-in", self.key, "-pubout"])

    def token(self, user, issuer=ISSUER):
        now = int(time.time())
        claims = {"sub": user, "sid": "sess_bench", "iss": issuer, "iat": now, "nbf": now, "exp": now + 7200}
        signed = f"{self.part({'alg': 'RS256', 'typ': 'JWT', 'kid': 'bench'})}.{self.part(claims)}"
        signature = subprocess.run(
            ["openssl", "dgst", "-sha256", "-sign", str(self.key)], input=signed.encode(), capture_output=True,
            check=True).stdout
        return f"{signed}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"

    @staticmethod
    def part(claims):
        return base64.urlsafe_b64encode(json.dumps(claims).encode()).rstrip(b"=").decode()


# A benchmark asks as often as it can, all of it as one user from one address.
UNLIMITED = {f"api_limits.{name}": 100_000_000 for name in (
    "requests_per_minute", "writes_per_minute", "searches_per_minute", "requests_per_minute_per_address")}


class Gemz:
    """A gemz host over a database: `gemz-server`, or `BenchWorker` with the benchmarks' platforms."""

    def __init__(self, issuer, database, program="gemz-server", provider="http://127.0.0.1:9", log="info", **settings):
        self.issuer, self.program = issuer, program
        self.environment = {
            **os.environ, "DATABASE_URL": database, "CLERK_SECRET_KEY": "sk_test_bench", "CLERK_API_URL": ISSUER,
            "CLERK_JWT_KEY": issuer.public, "SCRAPECREATORS_API_KEY": "bench", "SCRAPECREATORS_API_URL": provider,
            "PORT": "0", "LOG_LEVEL": log, "GEMZ_SETTINGS": ",".join(f"{name}={value}" for name, value in (UNLIMITED | settings).items()),
        }
        self.token = issuer.token("user_bench")

    def __enter__(self):
        self.log = open(WORK / f"{self.program}.log", "a")
        self.process = subprocess.Popen(
            [str(BUILT / self.program), *(["--port", "0"] if self.program == "gemz-server" else [])],
            env=self.environment, stdout=subprocess.PIPE, stderr=self.log, text=True)
        line = self.process.stdout.readline()
        if not line.startswith("ready"):
            raise RuntimeError(f"{self.program} did not start; see {self.log.name}")
        self.port = int(line.rstrip().rsplit(":", 1)[-1].split()[-1])
        self.connection, self.used = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60), time.monotonic()
        return self

    def __exit__(self, *error):
        self.connection.close()
        stop(self.process)

    def call(self, method, path, body=None):
        """The `data` and `meta` of an answer."""
        if time.monotonic() - self.used > 10:  # the host may end a connection that nobody uses; it opens anew by itself
            self.connection.close()
        headers = {"Authorization": f"Bearer {self.token}"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        self.connection.request(method, path, json.dumps(body) if body is not None else None, headers)
        answer = self.connection.getresponse()
        read = json.loads(answer.read())
        self.used = time.monotonic()
        if answer.status >= 300:
            raise RuntimeError(f"{method} {path} answered {answer.status}: {read}")
        return read.get("data"), read.get("meta", {})

    def campaign(self):
        return self.call("POST", "/api/campaigns", {"name": "bench"})[0]["id"]

    def search(self, campaign, term, results, platform="inprocess"):
        return self.call("POST", f"/api/scraping/{platform}/keyword", {
            "campaignId": campaign, "keywords": [term], "targetResults": results})[0]["jobId"]


def wrk(url, seconds, script, *words, connections=32, may_fail=False):
    """Requests a second, and the latencies' p50 and p99 in ms; with `may_fail` the errors are among the figures."""
    out = checked(["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", PEERS / script, url, "--", *words])
    figures = json.loads(out.strip().splitlines()[-1])
    if figures["errors"] and not may_fail:
        raise RuntimeError(f"wrk met {figures['errors']} errors at {url}")
    return figures


def pgbench(postgres, database, script, clients, seconds=None, transactions=None, options="", **variables):
    """Transactions a second of a script of statements, prepared: for some seconds, or so many by each client.

    `options` are the sessions' settings, as `-c name=value`.
    """
    from .postgres import binary
    named = [word for name, value in variables.items() for word in ("-D", f"{name}={value}")]
    length = ["-t", transactions] if transactions else ["-T", seconds]
    out = checked([binary("pgbench"), "-n", "-M", "prepared", "-h", postgres.folder, "-U", "postgres", "-c", clients,
                   "-j", min(clients, 2), *length, "-f", script, *named, database],
                  env={**os.environ, "PGOPTIONS": options})
    lines = [line for line in out.splitlines() if line.startswith("tps")]
    if any("failed transactions: " in line and not line.rstrip().endswith("0 (0.000%)") for line in out.splitlines()):
        raise RuntimeError(f"pgbench had failures: {out[-400:]}")
    return float(lines[-1].split("=")[1].split()[0])


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port, path):
    """Waits until a server answers a path with 200."""
    for _ in range(200):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", path)
            if connection.getresponse().status == 200:
                return
        except OSError:
            pass
        time.sleep(0.05)
    raise RuntimeError(f"nothing answers {path} at port {port}")
