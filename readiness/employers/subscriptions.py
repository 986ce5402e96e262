"""Adding, renewing and using the profiles of employers."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Final

from readiness.checks.registry import catalogue
from readiness.documents.json_text.problems import DocumentError, nearest
from readiness.documents.profile.file import ProfileDocument, read_profile
from readiness.documents.trust.bundle import LARGEST, Bundle, looks_like_bundle, read_bundle
from readiness.documents.trust.chain import (
    CLOCKS_APART,
    Seen,
    Vouched,
    refuse_expired,
    refuse_older,
    refuse_unsigned_profile,
    seen_now,
    trusted_keys,
)
from readiness.domain.message import message
from readiness.domain.profile import Profile
from readiness.domain.refusal import Refusal
from readiness.domain.report import ProfileSource, Report
from readiness.employers.link import Link, is_link, read_link
from readiness.employers.record import Record, Records
from readiness.machine.web.address import WebAddress, web_address
from readiness.machine.web.fetch import fetch
from readiness.store.folders import data_folder

_FOLDER: Final = "employers"
ONE_LOOK: Final = timedelta(days=1)
"""How often the program looks for newer profiles by itself, at most."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A profile that holds against every rule, not kept yet: the person decides.

    ``earlier`` is what is kept of that employer already. ``clock_apart`` is how far this
    computer's clock is ahead of the server's, None where nothing tells or it is no matter.
    """

    document: ProfileDocument
    data: bytes
    bundle: Bundle | None
    vouched: Vouched
    source: str
    local: bool = False
    nonce: str = ""
    etag: str = ""
    earlier: Record | None = None
    clock_apart: timedelta | None = None

    @property
    def profile(self) -> Profile:
        """What is offered."""
        return self.document.profile

    @property
    def fingerprint(self) -> str:
        """What a link names the keys by, "" where there are none."""
        return self.bundle.fingerprint if self.bundle else ""


@dataclass(frozen=True, slots=True)
class Subscription:
    """A profile that is kept: its record, and itself or why it cannot be used now."""

    record: Record
    document: ProfileDocument | None
    refusal: Refusal | None = None

    @property
    def id(self) -> str:
        """The profile's id."""
        return self.record.seen.id


@dataclass(frozen=True, slots=True)
class Invitation:
    """An employer's invitation to one report: its nonce, "" where there is none. ``spent``: another report used it."""

    nonce: str = ""
    spent: bool = False


class Renewal(StrEnum):
    """What came of looking for something newer."""

    UNCHANGED = "unchanged"
    RENEWED = "renewed"
    ASKS_MORE = "asks_more"
    """Something newer asks for more about the person, or sends to other places: the person decides first."""


@dataclass(frozen=True, slots=True)
class Renewed:
    """What came of it, and the newer profile, if there is one."""

    renewal: Renewal
    offer: Offer | None = None


class Employers:
    """The employers of one person on this computer."""

    def __init__(self, folder: Path | None = None) -> None:
        self._records = Records(folder or data_folder() / _FOLDER)

    # ------------------------------------------------------------------ looking

    def offered(self, source: str, *, local: bool = False, outside: bool = False, to_keep: bool = True) -> Offer:
        """Fetch and examine what a link, an address or a file offers; nothing is kept.

        ``local`` lets a link lead into the person's own network, and http to this computer.
        ``outside`` says that the text was not typed by the person: it came in a picture.
        ``to_keep`` refuses one that has run out; to be judged once, it is as good as its file.

        Raises:
            Refusal: it is not to be believed, or not to be had.
            DocumentError: it is no profile.
            OSError: the file cannot be read.
        """
        if is_link(source):
            return self._from_link(read_link(source.strip(), local=local), local=local, to_keep=to_keep)
        if "://" in source:
            link = Link(web_address(source.strip(), local=local))
            return self._from_link(link, local=local or not outside, to_keep=to_keep)
        return self.judged(_bytes_of(Path(source)), "", to_keep=to_keep)

    def _from_link(self, link: Link, *, local: bool, to_keep: bool) -> Offer:
        fetched = fetch(link.address, limit=LARGEST, local=local)
        data = fetched.data or b""
        _refuse_page(data, link.address)
        offer = self.judged(data, link.address.text, pin=link.pin, date=fetched.date, to_keep=to_keep)
        return replace(offer, local=local, nonce=link.nonce, etag=fetched.etag)

    def judged(
        self,
        data: bytes,
        source: str,
        *,
        pin: str = "",
        date: datetime | None = None,
        known: Seen | None = None,
        to_keep: bool = True,
    ) -> Offer:
        """Hold a file against every rule; ``date`` is what the server's clock says. Raises as ``offered``."""
        bundle, document = _examined(data)
        if bundle is None and not to_keep:  # marked unsigned wherever it is shown; an author opens their own like this
            return Offer(document, data, None, Vouched.UNSIGNED, source)
        id_ = known.id if known else bundle.id if bundle else document.profile.id
        earlier = self._records.read(id_)
        seen = earlier.seen if earlier else known
        vouched = trusted_keys(bundle, seen, pin) if bundle else Vouched.UNSIGNED
        refuse_older(document, bundle, seen)
        now = datetime.now(UTC)
        if to_keep and (seen is None or document.source.sha256 != seen.sha256):
            refuse_expired(document, [now, date or now])
        apart = now - date if date and abs(now - date) > CLOCKS_APART else None
        if not to_keep and vouched is Vouched.NOBODY:
            # Keys of which nobody knows whose they are: as good as none.
            document = replace(document, source=replace(document.source, signed=False))
        return Offer(document, data, bundle, vouched, source, earlier=earlier, clock_apart=apart)

    # ------------------------------------------------------------------ keeping

    def add(self, offer: Offer) -> Subscription:
        """Keep what the person agreed to. Raises OSError, or Refusal when something newer was kept meanwhile."""
        return self._keep(offer, offer.vouched)

    def _keep(self, offer: Offer, vouched: Vouched) -> Subscription:
        id_ = offer.profile.id
        with self._records.holding(id_):
            earlier = self._records.read(id_)
            # What another process kept in the meantime counts too.
            refuse_older(offer.document, offer.bundle, earlier.seen if earlier else None)
            if earlier is not None and offer.bundle is not None:
                trusted_keys(offer.bundle, earlier.seen)
            if vouched is Vouched.EARLIER and earlier is not None:
                vouched = earlier.vouched
            now = datetime.now(UTC)
            nonce = offer.nonce or (earlier.nonce if earlier else "")
            record = Record(
                seen_now(offer.document, offer.bundle),
                vouched,
                offer.source or (earlier.source if earlier else ""),
                offer.local,
                nonce,
                earlier.added if earlier else now,
                now,
                offer.etag,
                hashlib.sha256(offer.data).hexdigest(),
                # The same link once more is no second invitation.
                earlier.nonce_for if earlier and earlier.nonce == nonce else "",
                earlier.tried if earlier else None,
            )
            # In this order: after a crash between the two the older file is refused, and fetched anew.
            self._records.write(record)
            self._records.write_file(id_, offer.data)
        return Subscription(record, offer.document)

    def update(self, id_: str) -> Renewed:
        """Look for something newer, and keep it unless it asks for more than the person agreed to.

        Raises:
            Refusal: there is no such employer or no address, or what is there is not to be believed.
            DocumentError: what is there is no profile.
            OSError: the disk refuses.
        """
        record = self._known(id_)
        if not record.source:
            raise Refusal(message("employers.no_source", id=id_))
        kept = self._records.file(id_) or b""
        current = hashlib.sha256(kept).hexdigest() == record.file_sha256
        address = web_address(record.source, local=record.local)
        fetched = fetch(address, limit=LARGEST, etag=record.etag if current else "", local=record.local)
        if fetched.data is None:
            self._touch(id_)
            return Renewed(Renewal.UNCHANGED)
        _refuse_page(fetched.data, address)
        offer = self.judged(fetched.data, record.source, date=fetched.date, known=record.seen)
        offer = replace(offer, local=record.local, etag=fetched.etag)
        same = offer.document.source.sha256 == record.seen.sha256
        if not same and asks_more(offer, self.subscription(id_).document):
            return Renewed(Renewal.ASKS_MORE, offer)
        self._keep(offer, offer.vouched)
        return Renewed(Renewal.UNCHANGED if same and current else Renewal.RENEWED, offer)

    def begin_try(self, id_: str, now: datetime) -> bool:
        """Note that the program looks for something newer by itself; False where it did within a day, or cannot.

        Raises:
            Refusal: what is remembered of the employer is damaged, or nothing is.
            OSError: the disk refuses.
        """
        with self._records.holding(id_):
            record = self._known(id_)
            last = max(record.checked, record.tried or record.checked)
            # A time that has not come yet, on a clock that was set back since, proves nothing.
            if not record.source or now - ONE_LOOK < last <= now:
                return False
            self._records.write(replace(record, tried=now))
        return True

    def _touch(self, id_: str) -> None:
        with self._records.holding(id_):
            record = self._known(id_)
            self._records.write(replace(record, checked=datetime.now(UTC)))

    def remove(self, id_: str) -> None:
        """Let go of an employer's profile and of all that is remembered of it. Raises Refusal when there is none."""
        with self._records.holding(id_):
            try:
                self._known(id_)
            except Refusal as refusal:
                # A damaged record is what removing is for.
                if refusal.code != "employers.damaged":
                    raise
            self._records.remove(id_)

    def invitation(self, id_: str, source: ProfileSource, report: str = "") -> Invitation:
        """Return the invitation that a report may answer; nothing is used up yet.

        ``report`` is its id, "" as long as it has none.
        """
        try:
            record = self._records.read(id_)
        except Refusal:
            return Invitation()
        if record is None or not record.nonce or not _is_of(record.seen, source):
            return Invitation()
        free = record.nonce_for in {"", report}
        return Invitation(record.nonce if free else "", spent=not free)

    def spend(self, report: Report, nonce: str) -> bool:
        """Use an invitation up for a report; tell whether it is that report's now. "" is no invitation, so it is.

        Raises:
            Refusal: what is remembered of the employer is damaged.
            OSError: the disk refuses.
        """
        if not nonce:
            return True
        id_ = report.profile.id
        with self._records.holding(id_):
            record = self._records.read(id_)
            if record is None or record.nonce != nonce or record.nonce_for not in {"", report.id}:
                return False
            if not record.nonce_for:
                self._records.write(replace(record, nonce_for=report.id))
        return True

    # ------------------------------------------------------------------ using

    def all(self) -> Iterator[Subscription | Refusal]:
        """Yield every employer's profile; a damaged record takes none of the others with it."""
        for id_ in self._records.ids():
            if isinstance(id_, Refusal):
                yield id_
                continue
            try:
                yield self.subscription(id_)
            except Refusal as refusal:  # removed, or damaged, this moment
                yield refusal

    def ids(self) -> tuple[str, ...]:
        """Return the ids of all that is kept."""
        return tuple(one for one in self._records.ids() if isinstance(one, str))

    def subscription(self, id_: str) -> Subscription:
        """Return a profile that was added, examined anew. Raises Refusal when there is none."""
        record = self._known(id_)
        try:
            return Subscription(record, self._document(record, self._records.file(id_)))
        except Refusal as refusal:
            return Subscription(record, None, refusal)

    def document(self, id_: str) -> ProfileDocument:
        """Return a profile that was added. Raises Refusal when there is none, or it cannot be used."""
        found = self.subscription(id_)
        if found.document is None:
            raise found.refusal or Refusal(message("employers.unknown", id=id_))
        return found.document

    def kept(self, id_: str) -> tuple[ProfileDocument | None, bytes]:
        """Return a profile that was added, None where it cannot be used now, and its own file.

        Raises:
            Refusal: there is none.
        """
        return self.subscription(id_).document, self._records.file(id_) or b""

    def _document(self, record: Record, data: bytes | None) -> ProfileDocument:
        """Return the profile in a kept file, if it is the one that is remembered."""
        try:
            bundle, document = _examined(data or b"")
            if bundle:
                trusted_keys(bundle, record.seen)
            refuse_older(document, bundle, record.seen)
        except (Refusal, DocumentError) as problem:
            # Our own file, so nobody rolled anything back: it was lost, or something came between record and file.
            raise Refusal(message("employers.file_missing", id=record.seen.id)) from problem
        return document

    def _known(self, id_: str) -> Record:
        record = self._records.read(id_)
        if record is None:
            # Ids begin alike; their last part tells them apart.
            last = {one.rpartition(".")[2]: one for one in self.ids()}
            near = last.get(nearest(id_.rpartition(".")[2], last), "")
            unknown = message("employers.unknown", id=id_)
            raise Refusal(message("employers.unknown_near", id=id_, nearest=near) if near else unknown)
        return record


def asks_more(offer: Offer, before: ProfileDocument | None) -> bool:
    """Whether a profile asks for more about the person than an earlier one, sends elsewhere, or has new keys."""
    if before is None:
        return True
    new, old = offer.profile, before.profile
    facts = {*(new.collect.facts if new.collect else ())} - {*(old.collect.facts if old.collect else ())}
    places = {*new.submit} - {*old.submit}
    return bool(facts or places) or (offer.vouched is Vouched.NOBODY)


def _is_of(seen: Seen, source: ProfileSource) -> bool:
    """Whether a report is about the profile that was added, not about one that only has the same id."""
    return source.signed if seen.signed else source.sha256 == seen.sha256


def _bytes_of(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(LARGEST + 1)


def _refuse_page(data: bytes, address: WebAddress) -> None:
    """Say of a web page what it is: the one with the employer's link, or what a network shows before it lets in."""
    if data.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<"):
        raise Refusal(message("web.page", host=address.host))


def _examined(data: bytes) -> tuple[Bundle | None, ProfileDocument]:
    """Return a file's bundle, if it is one, and its profile, told apart by whether it is signed."""
    if not looks_like_bundle(data):
        return None, read_profile(data, catalogue())
    bundle = read_bundle(data)
    trusted_keys(bundle)
    refuse_unsigned_profile(bundle)
    document = read_profile(bundle.profile.payload, catalogue())
    return bundle, replace(document, source=replace(document.source, signed=True))
