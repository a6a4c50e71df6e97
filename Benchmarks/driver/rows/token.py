"""What checking a session token costs, beside OpenSSL's bare check of an RSA signature of the same length."""

import base64
import http.server
import json
import threading

from .. import measure, processes
from ..processes import BUILT, checked

# More than the verifier keeps, so that none is found there again.
TOKENS = 1100


async def run(bench):
    seconds = 2 * bench.scale
    with KeySet(bench.issuer) as keys:
        tokens = processes.WORK / "tokens.txt"
        tokens.write_text("\n".join(bench.issuer.token(f"user_bench{n}", issuer=keys.url) for n in range(TOKENS)))

        def own():
            before = keys.fetched
            figures = json.loads(checked([BUILT / "BenchToken", tokens, keys.url, seconds]))
            return figures | {"fetched": keys.fetched - before}

        pairs = measure.rounds(bench.rounds, own, lambda: openssl(seconds))
    last = pairs[-1][0]
    note = (f"one seen a moment ago {last['again_us']:.2f} µs; {last['fetched']} request for keys in {last['checks']:,} "
            "checks")
    return [measure.compare("check of a session token", "µs", pairs, "us", "openssl speed, RSA 2048 verify", "≤ 2",
                            note=note)]


def openssl(seconds):
    """The last field of the last line is how many checks a second it does."""
    out = checked(["openssl", "speed", "-mr", "-seconds", max(1, round(seconds)), "rsa2048"])
    return {"us": 1e6 / float(out.strip().splitlines()[-1].split(":")[4])}


class KeySet:
    """Publishes the issuer's key, as Clerk does, and counts how often it was asked."""

    def __init__(self, issuer):
        modulus = checked(["openssl", "rsa", "-in", issuer.key, "-noout", "-modulus"]).strip().split("=")[1]
        key = {"kty": "RSA", "use": "sig", "alg": "RS256", "kid": "bench", "e": "AQAB",
               "n": base64.urlsafe_b64encode(bytes.fromhex(modulus)).rstrip(b"=").decode()}
        body, owner = json.dumps({"keys": [key]}).encode(), self
        self.fetched = 0

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                owner.fetched += 1
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *words):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *error):
        self.server.shutdown()
