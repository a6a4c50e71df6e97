"""One private Postgres for all rows: durable, with a gigabyte of shared buffers, on a socket of its own."""

import os
import pathlib
import shutil
import subprocess
import tempfile

import asyncpg

SETTINGS = {
    "fsync": "on", "synchronous_commit": "on", "shared_buffers": "1GB", "max_connections": "200",
    "max_wal_size": "8GB", "listen_addresses": "", "timezone": "UTC",
}


def binary(name):
    found = sorted(pathlib.Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[4]))
    place = str(found[-1]) if found else shutil.which(name)
    if not place:
        raise RuntimeError(f"{name} is not installed: scripts/bootstrap bench")
    return place


class Postgres:
    """The server; it refuses to run as root, so that root starts it as the user `postgres`."""

    def __enter__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="gemz-bench-", dir="/var/tmp"))
        self.data = self.folder / "data"
        self.prefix = []
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres", "postgres")
            self.prefix = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--pdeathsig=INT"]
        self.run("initdb", "-D", self.data, "-U", "postgres", "-A", "trust", "--no-sync", "-E", "UTF8")
        settings = [word for name, value in SETTINGS.items() for word in ("-c", f"{name}={value}")]
        log = open(self.folder / "log", "w")
        self.server = subprocess.Popen(
            [*self.prefix, binary("postgres"), "-D", str(self.data), "-k", str(self.folder), *settings],
            stdout=log, stderr=log, cwd="/")
        for _ in range(200):
            ready = subprocess.run([binary("pg_isready"), "-q", "-h", str(self.folder)])
            if ready.returncode == 0:
                return self
            try:
                self.server.wait(0.05)
                break
            except subprocess.TimeoutExpired:
                continue
        raise RuntimeError(f"Postgres did not start: {(self.folder / 'log').read_text()[-500:]}")

    def __exit__(self, *error):
        self.server.send_signal(2)
        self.server.wait(60)
        shutil.rmtree(self.folder, ignore_errors=True)

    def run(self, name, *words):
        subprocess.run(
            [*self.prefix, binary(name), *map(str, words)], check=True, stdout=subprocess.DEVNULL, cwd="/")

    def url(self, database="postgres"):
        return f"postgresql:///{database}?host={self.folder}&user=postgres"

    async def fresh(self, name):
        """The URL of a new, empty database of this name."""
        admin = await asyncpg.connect(self.url())
        await admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        await admin.execute(f"CREATE DATABASE {name}")
        await admin.close()
        return self.url(name)
