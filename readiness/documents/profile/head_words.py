"""Values of a profile's header as an author types them, and back: days, spans, servers, destinations.

What cannot be understood is kept as typed; lint reports what is wrong with it.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any, Final, TypeAlias

from readiness.documents.json_text.times import parse_span

Json: TypeAlias = Any

_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MIDNIGHT: Final = "T00:00:00Z"
_SPANS: Final = {"hours": ("PT{}H", timedelta(hours=1)), "days": ("P{}D", timedelta(days=1))}
_NO_NAME: Final = re.compile(r"[^a-z0-9]+")
_KINDS: Final = {"udp:": "udp-echo", "stun:": "stun"}
_TICKET: Final = "presigned"


def whole_number(words: str) -> int | str:
    """Return the whole number that was typed."""
    plain = words.strip()
    return int(plain) if plain.isascii() and plain.isdecimal() else words


def day_of(moment: Json) -> Json:
    """Return the date of a moment at the start of a day; any other text unchanged."""
    if not isinstance(moment, str) or not moment.endswith(_MIDNIGHT):
        return moment
    day = moment.removesuffix(_MIDNIGHT)
    return day if _DAY.fullmatch(day) else moment


def moment_of_day(words: str) -> str:
    """Return the moment at which a date begins."""
    plain = words.strip()
    return f"{plain}{_MIDNIGHT}" if _DAY.fullmatch(plain) else plain


def span_in(span: Json, unit: str) -> Json:
    """Return a span as a whole number of hours or days; any other text unchanged."""
    try:
        number, rest = divmod(parse_span(span), _SPANS[unit][1])
    except (ValueError, TypeError):
        return span
    return span if rest else str(number)


def span_of(words: str, unit: str) -> str:
    """Return the span of that many hours or days."""
    plain = words.strip()
    return _SPANS[unit][0].format(plain) if plain.isascii() and plain.isdecimal() else plain


def lines_of_servers(servers: Json) -> Json:
    """Return one line per server: its name and its address."""
    if not isinstance(servers, list) or not all(isinstance(one, dict) for one in servers):
        return servers
    return "\n".join(f"{one.get('id', '')} {one.get('url', '')}".strip() for one in servers)


def servers_of(words: str, before: Json = None) -> list[dict[str, Json]]:
    """Return the servers of these lines; other settings of a server are kept with its address.

    A server without a name gets one from its address.
    """
    known = {one.get("url"): one for one in before if isinstance(one, dict)} if isinstance(before, list) else {}
    found: list[dict[str, Json]] = []
    for line in filter(str.strip, words.splitlines()):
        name, _, url = line.strip().rpartition(" ")
        kind = next((kind for scheme, kind in _KINDS.items() if url.startswith(scheme)), None)
        named = {"id": name.strip() or _name_of(url), "url": url}
        found.append({**known.get(url, {"kind": kind} if kind else {}), **named})
    return found


def _name_of(url: str) -> str:
    host = re.sub(r"^[a-z]+:(//)?", "", url)
    return _NO_NAME.sub("-", host.split("/")[0].split(":")[0].lower()).strip("-") or "server"


def lines_of_destinations(destinations: Json) -> Json:
    """Return one line per destination: an address, or "file"."""
    if not isinstance(destinations, list) or not all(isinstance(one, dict) for one in destinations):
        return destinations
    return "\n".join(map(_destination_line, destinations))


def _destination_line(one: dict[str, Json]) -> str:
    if "ticket_url" in one:
        return f"{_TICKET} {one['ticket_url']}"
    return str(one.get("url") or one.get("address") or one.get("kind", ""))


def destinations_of(words: str) -> list[dict[str, str]]:
    """Return the destinations of these lines."""
    return [_destination(line.strip()) for line in words.splitlines() if line.strip()]


def _destination(line: str) -> dict[str, str]:
    if line == "file":
        return {"kind": "file"}
    if line.startswith(f"{_TICKET} "):
        return {"kind": _TICKET, "ticket_url": line.removeprefix(_TICKET).strip()}
    if "@" in line and "://" not in line:
        return {"kind": "email", "address": line}
    return {"kind": "https", "url": line}
