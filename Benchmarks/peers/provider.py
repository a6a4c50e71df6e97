"""A provider of TikTok keyword pages with a fixed latency: `provider.py PAGE_FILE LATENCY_MS`.

Prints its port. The page is one file with `@PAGE@` where ids must differ from page to page, and `"cursor":0` where the
next cursor stands.
"""

import asyncio
import pathlib
import sys
import urllib.parse

import uvloop

TEMPLATE = pathlib.Path(sys.argv[1]).read_bytes()
LATENCY = float(sys.argv[2]) / 1000


class Provider(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport, self.waiting = transport, b""

    def data_received(self, data):
        self.waiting += data
        while b"\r\n\r\n" in self.waiting:
            head, self.waiting = self.waiting.split(b"\r\n\r\n", 1)
            query = urllib.parse.parse_qs(urllib.parse.urlsplit(head.split(b" ", 2)[1].decode()).query)
            cursor = int(query.get("cursor", ["0"])[0])
            if LATENCY:
                asyncio.get_running_loop().call_later(LATENCY, self.answer, cursor)
            else:
                self.answer(cursor)

    def answer(self, cursor):
        body = TEMPLATE.replace(b"@PAGE@", b"%07d" % cursor)
        body = body.replace(b'"cursor":0', b'"cursor":%d' % (cursor + 50), 1)
        head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body)
        self.transport.write(head + body)


async def main():
    server = await asyncio.get_running_loop().create_server(Provider, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


uvloop.run(main())
