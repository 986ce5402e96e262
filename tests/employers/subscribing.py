"""Employers' profiles put where they can be fetched, and added."""

from __future__ import annotations

import os
from itertools import count

from readiness.documents.trust.bundle import Bundle
from readiness.employers.link import Link
from readiness.employers.subscriptions import Employers, Offer
from readiness.machine.web.address import web_address
from tests.documents.employer import bundle, profile
from tests.rigs.web_server import WebServer

FIRST = bundle(profile(), ("ab", 2))
NAME = "voice.readiness"
_MOMENTS = count()


def put(server: WebServer, what: Bundle | bytes, name: str = NAME) -> None:
    # Replaced as a whole, as one copies a file onto a server.
    part = server.root / f".{name}"
    part.write_bytes(what if isinstance(what, bytes) else what.data())
    # Its ETag is made of size and second: each file is of another second than the one before.
    moment = 1_700_000_000 + next(_MOMENTS)
    os.utime(part, (moment, moment))
    part.replace(server.root / name)


def link(server: WebServer, one: Bundle = FIRST, name: str = NAME) -> str:
    return Link(web_address(server.url(name)), one.fingerprint, "8Zk2rT0m").text


def added(employers: Employers, server: WebServer, one: Bundle = FIRST, name: str = NAME) -> Offer:
    put(server, one, name)
    offer = employers.offered(link(server, one, name), local=True)
    employers.add(offer)
    return offer
