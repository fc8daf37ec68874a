# SPDX-License-Identifier: AGPL-3.0-or-later
"""A real SMTP daemon for the tests (aiosmtpd), as moody as a relay can be.

    relay.py PORT FILE [STATE]

Writes a JSON line to FILE for each message that it took or let drop: what happened, its recipient, its headers as a
reader of mail decodes them, its parts. The recipient's local part says the mood:

    defers2.…    451 at RCPT the first two times, then fine
    rejects.…    550 at RCPT
    full.…       552 after DATA
    busy.…       451 after DATA the first time, then fine
    dies.…       takes the message and hangs up without a word the first time, then fine
    slow.…       waits 0.3 s before its answer

A sender whose local part begins with "stranger" gets 530 at MAIL.
"""
import asyncio
import email
import email.policy
import json
import os
import signal
import sys

from aiosmtpd.smtp import SMTP

port, out = int(sys.argv[1]), sys.argv[2]
seen = {}


def nth(what, address):
    seen[what, address] = seen.get((what, address), 0) + 1
    return seen[what, address]


def parts_of(message):
    for part in message.walk():
        if not part.is_multipart():
            yield {
                "type": part.get_content_type(),
                "params": dict(part["Content-Type"].params),
                "encoding": str(part["Content-Transfer-Encoding"]),
                "text": part.get_content().replace("\r\n", "\n") if part.get_content_maintype() == "text" else None,
            }


def write(event, envelope):
    raw = envelope.content
    message = email.message_from_bytes(raw, policy=email.policy.default)
    line = {
        "event": event,
        "from": envelope.mail_from,
        "to": envelope.rcpt_tos,
        "longest": max(len(one) for one in raw.split(b"\r\n")),
        "bare": raw.replace(b"\r\n", b"").count(b"\n"),
        "headers": [[name, str(value)] for name, value in message.items()],
        "defects": [str(defect) for defect in message.defects],
        "type": message.get_content_type(),
        "parts": list(parts_of(message)),
    }
    with open(out, "a", encoding="utf-8") as f:
        f.write(json.dumps(line, ensure_ascii=False) + "\n")
        f.flush()
        os.fsync(f.fileno())


class Mood:
    async def handle_MAIL(self, server, session, envelope, address, options):
        if address.startswith("stranger"):
            return "530 5.7.0 Authentication required"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("rejects"):
            return "550 5.1.1 No such person here"
        if address.startswith("defers2") and nth("rcpt", address) <= 2:
            return "451 4.7.1 Greylisted, come back later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        address = envelope.rcpt_tos[0]
        if address.startswith("full"):
            return "552 5.2.2 Mailbox full"
        if address.startswith("busy") and nth("data", address) == 1:
            return "451 4.3.0 Try again"
        if address.startswith("slow"):
            await asyncio.sleep(0.3)
        if address.startswith("dies") and nth("data", address) == 1:
            write("died", envelope)
            server.transport.abort()
            return "421 gone"
        write("taken", envelope)
        return "250 OK"


async def main():
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(Mood(), enable_SMTPUTF8=True, hostname="relay.example"), "127.0.0.1", port)
    stop = loop.create_future()
    loop.add_signal_handler(signal.SIGTERM, stop.set_result, None)
    print(server.sockets[0].getsockname()[1], flush=True)
    await stop


asyncio.run(main())
