"""``readiness profile keygen|sign|rotate|verify``: an employer's keys, and what they sign."""

from __future__ import annotations

import os
from collections.abc import Iterable
from getpass import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from readiness.checks.registry import catalogue
from readiness.cli.profile.employers import offer_json, offered, refused_json
from readiness.cli.terminal.exit_codes import Exit, UsageError
from readiness.cli.terminal.failures import failed
from readiness.cli.terminal.files import UnusableError, bytes_of, document, unwritable
from readiness.cli.terminal.invocation import command_line
from readiness.documents.profile.file import ProfileDocument, read_profile
from readiness.documents.trust.bundle import SUFFIX, Bundle, looks_like_bundle, read_bundle
from readiness.documents.trust.signing import PublicKey, SigningKey
from readiness.domain.refusal import Refusal
from readiness.employers.consent import clock_words, readable, vouched_words
from readiness.employers.publishing import Lacking, first_bundle, lacking, rotated, with_profile
from readiness.employers.subscriptions import Employers
from readiness.store.files import keep_whole, save_whole
from readiness.store.folders import data_folder
from readiness.store.keys import Place, keep_key, kept_keys, key_file, key_from_file, open_key

if TYPE_CHECKING:
    import argparse

    from readiness.cli.terminal.console import Console

_NAMES: Final = "sign/"
_WRITTEN: Final = "ed25519:"
_PASSWORD: Final = "READINESS_KEY_PASSWORD"  # noqa: S105 - the name of a variable
_LEAST_DIGITS: Final = 8


# ------------------------------------------------------------------ keys


def keygen(options: argparse.Namespace, console: Console) -> Exit:
    """Make a key to sign with: for the keyring, or as a file with a password that may lie in a drawer."""
    if options.list:
        for kept in kept_keys(_NAMES):
            place = console.say(kept.place.words)
            console.print(f"{written(kept.public)}  {kept.name.removeprefix(_NAMES)} ({place})")
        return Exit.PASS
    key = SigningKey.generate()
    if options.file:
        _write_key(Path(options.file), key, console)
        place = console.say(Place.PASSWORD.words)
    else:
        name = _NAMES + (options.name or key.public.keyid[:_LEAST_DIGITS])
        try:
            place = console.say(keep_key(name, key).place.words)
        except FileExistsError as problem:
            raise UsageError(console.text("cli.key.name_taken", name=options.name)) from problem
        except OSError as problem:
            raise UsageError(unwritable(data_folder(), problem, console)) from problem
    console.note(console.text("cli.key.made", place=place))
    console.print(written(key.public))
    return Exit.PASS


def _write_key(path: Path, key: SigningKey, console: Console) -> None:
    password = _password(console)
    if not password:
        raise UsageError(console.text("cli.key.needs_password", variable=_PASSWORD))
    if not os.environ.get(_PASSWORD) and getpass(console.text("cli.key.password_again")) != password:
        raise UsageError(console.text("cli.key.passwords_differ"))
    try:
        keep_whole(path, key_file(key, password), new=True)
    except OSError as problem:
        raise UsageError(unwritable(path, problem, console)) from problem


def _password(console: Console) -> str:
    given = os.environ.get(_PASSWORD, "")
    return given or (getpass(console.text("cli.key.password")) if console.answered else "")


def written(key: PublicKey) -> str:
    """Return a public key as it is handed from one person to another."""
    return _WRITTEN + key.data.hex()


def _public(text: str, console: Console) -> PublicKey:
    try:
        return PublicKey(bytes.fromhex(text.removeprefix(_WRITTEN)))
    except ValueError as problem:
        raise UsageError(console.text("cli.key.not_public", key=text)) from problem


def _meant(text: str, keys: Iterable[PublicKey], console: Console) -> PublicKey:
    """Return the key of a set that is meant by itself, or by the beginning of its name."""
    found = [key for key in keys if text == written(key) or (len(text) >= _LEAST_DIGITS and key.keyid.startswith(text))]
    if len(found) != 1:
        raise UsageError(console.text("cli.key.unknown", key=text))
    return found[0]


def _files_keys(options: argparse.Namespace, console: Console) -> list[SigningKey]:
    return [key_from_file(bytes_of(Path(name), console), lambda: _password(console)) for name in options.key]


def keys_at_hand(wanted: Iterable[PublicKey], options: argparse.Namespace, console: Console) -> list[SigningKey]:
    """Return those of some keys that this person can sign with: in files that were named, or kept here."""
    concerned = frozenset(wanted)
    kept = [open_key(one) for one in kept_keys(_NAMES) if one.public in concerned]
    found = {key.public: key for key in (*_files_keys(options, console), *kept) if key.public in concerned}
    if not found:
        raise UsageError(console.text("cli.sign.no_key", command=command_line("profile", "keygen")))
    return list(found.values())


def _signed(bundle: Bundle, given: Iterable[SigningKey]) -> Bundle:
    """Return a bundle signed with every key at hand that has a say in it; the others are not even opened."""
    for key in given:
        bundle = bundle.signed(key)
    concerned = {key for one in bundle.sets for key in one.keys.keys}
    for kept in kept_keys(_NAMES):
        if kept.public in concerned:
            bundle = bundle.signed(open_key(kept))
    return bundle


# ------------------------------------------------------------------ signing


def sign(options: argparse.Namespace, console: Console) -> Exit:
    """Sign a profile, or add one's own signature to what somebody else began."""
    path = Path(options.file)
    data = bytes_of(path, console)
    given = _files_keys(options, console)
    if looks_like_bundle(data):
        with document(str(path)):
            bundle = read_bundle(data)
        if options.add or options.threshold or options.into:
            raise UsageError(console.text("cli.sign.keys_are_set", command=command_line("profile", "rotate")))
        return _finished(_signed(bundle, given), path, console)
    with document(str(path)):
        profile = read_profile(data, catalogue())
    target = Path(options.into) if options.into else path.with_suffix(SUFFIX)
    bundle = _continued(profile, target, console) if target.exists() else _new_bundle(profile, given, options, console)
    return _finished(_signed(bundle, given), target, console)


def _new_bundle(
    profile: ProfileDocument, given: Iterable[SigningKey], options: argparse.Namespace, console: Console
) -> Bundle:
    own = [key.public for key in given] or [kept.public for kept in kept_keys(_NAMES)]
    keys = tuple(dict.fromkeys((*own, *(_public(text, console) for text in options.add))))
    if not own:
        raise UsageError(console.text("cli.sign.no_key", command=command_line("profile", "keygen")))
    return first_bundle(profile, keys, options.threshold or 1)


def _continued(profile: ProfileDocument, target: Path, console: Console) -> Bundle:
    with document(str(target)):
        bundle = read_bundle(bytes_of(target, console))
        before = read_profile(bundle.profile.payload, catalogue())
    return with_profile(bundle, profile, before)


def rotate(options: argparse.Namespace, console: Console) -> Exit:
    """Change who may sign: a new key, a lost one, one in wrong hands, or how many it takes."""
    path = Path(options.file)
    with document(str(path)):
        bundle = read_bundle(bytes_of(path, console))
    if lacking(bundle):
        raise UsageError(console.text("cli.rotate.unfinished", command=command_line("profile", "sign", str(path))))
    add = tuple(_public(text, console) for text in options.add)
    remove = frozenset(_meant(text, bundle.current.keys, console) for text in options.remove)
    changed = rotated(bundle, add, remove, options.threshold or bundle.current.threshold)
    return _finished(_signed(changed, _files_keys(options, console)), path, console)


def _finished(bundle: Bundle, path: Path, console: Console) -> Exit:
    """Write a bundle, and say who must sign it yet."""
    try:
        save_whole(path, bundle.data())
    except OSError as problem:
        raise UsageError(unwritable(path, problem, console)) from problem
    left = lacking(bundle)
    for one in left:
        console.note(_lacking_words(one, console))
    if left:
        console.note(console.text("cli.sign.hand_on", file=str(path)))
        console.note_verbatim("  " + command_line("profile", "sign", path.name))
        return Exit.INCOMPLETE
    console.print(console.text("cli.sign.complete", file=str(path), count=bundle.current.threshold))
    return Exit.PASS


def _lacking_words(one: Lacking, console: Console) -> str:
    names = ", ".join(key.keyid[:_LEAST_DIGITS] for key in one.keys)
    if one.version:
        return console.text(
            "cli.sign.lacking_keys", version=one.version, found=one.found, threshold=one.threshold, keys=names
        )
    return console.text("cli.sign.lacking_profile", found=one.found, threshold=one.threshold, keys=names)


def verify(options: argparse.Namespace, console: Console) -> Exit:
    """Hold a published profile against every rule, as somebody who never saw it before would."""
    nobody = Employers(data_folder() / "nobody")
    if options.json:
        return _verified_for_program(nobody, options, console)
    offer = offered(nobody, options.source, console, local=options.local)
    profile, bundle = offer.profile, offer.bundle
    console.print(console.pair(profile.id, console.say(vouched_words(offer.vouched, offer.fingerprint))))
    console.print(console.text("cli.list.version", version=profile.version, serial=profile.serial))
    if bundle is not None:
        signers = bundle.profile.signers(bundle.current.keys)
        for key in bundle.current.keys:
            mark = console.text("cli.verify.signed" if key in signers else "cli.verify.not_signed")
            console.print(f"{written(key)}  {mark}")
        current = bundle.current
        console.print(console.text("cli.verify.keys", version=current.version, threshold=current.threshold))
        console.print(console.text("cli.verify.fingerprint", digits=readable(bundle.fingerprint)))
    if offer.clock_apart is not None:
        console.note(console.say(clock_words(offer)))
    return Exit.PASS if bundle is not None else Exit.PROFILE


def _verified_for_program(nobody: Employers, options: argparse.Namespace, console: Console) -> Exit:
    try:
        offer = offered(nobody, options.source, console, local=options.local)
    except (Refusal, UnusableError) as problem:
        console.print_json({"format": 1, **refused_json(problem, console)})
        return failed(problem, console)
    apart = offer.clock_apart.total_seconds() if offer.clock_apart else None
    found = {"id": offer.profile.id, "result": "signed" if offer.bundle else "unsigned"}
    told = {"reason": None, "message": None, **offer_json(offer), "clock_apart_seconds": apart}
    console.print_json({"format": 1, **found, **told, **(_keys_json(offer.bundle) if offer.bundle else {})})
    return Exit.PASS if offer.bundle else Exit.PROFILE


def _keys_json(bundle: Bundle) -> dict[str, object]:
    signers, current = bundle.profile.signers(bundle.current.keys), bundle.current
    keys = [{"key": written(key), "signed": key in signers} for key in current.keys]
    return {"keys": keys, "keys_version": current.version, "threshold": current.threshold}
