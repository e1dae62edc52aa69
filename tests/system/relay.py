# SPDX-License-Identifier: Apache-2.0
"""relay.py LISTEN TARGET: passes bytes between two Unix sockets until it is killed."""
import asyncio
import sys


async def pump(reader, writer):
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
        writer.write_eof()
    except OSError:
        writer.close()


async def serve(reader, writer):
    try:
        there, back = await asyncio.open_unix_connection(sys.argv[2])
    except OSError:
        writer.close()
        return
    await asyncio.gather(pump(reader, back), pump(there, writer))
    writer.close()
    back.close()


async def main():
    server = await asyncio.start_unix_server(serve, sys.argv[1])
    await server.serve_forever()


asyncio.run(main())
