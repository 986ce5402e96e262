"""What an employer puts on a web server: the signed profile, and a page with its link and QR code."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, replace
from typing import Final

from readiness.documents.profile.file import ProfileDocument
from readiness.documents.trust.bundle import PROFILE_TYPE, SUFFIX, Bundle, KeySet, SignedKeys
from readiness.documents.trust.envelope import Envelope
from readiness.documents.trust.signing import PublicKey
from readiness.domain.message import message
from readiness.domain.refusal import Refusal
from readiness.employers.consent import readable
from readiness.employers.link import Link, read_link
from readiness.machine.web.address import web_address
from readiness.text import Translator, clean_line

PAGE: Final = "index.html"
_PREAMBLE: Final = re.compile(r"<\?xml.*?<svg", re.DOTALL)
_STYLE: Final = (
    "body{font:1.05rem/1.6 system-ui,sans-serif;max-width:42rem;margin:2rem auto;padding:0 1rem;color:#1b1f24;"
    "background:#fff}svg{width:16rem;height:16rem;display:block;margin:1rem 0}code{overflow-wrap:anywhere}"
    "a.go{display:inline-block;padding:.6rem 1.2rem;border-radius:.4rem;background:#0b5cad;color:#fff;"
    "text-decoration:none}"
)


def published_name(bundle: Bundle) -> str:
    """Return the name of the bundle's file on the server."""
    return f"{bundle.id}{SUFFIX}"


def link_of(bundle: Bundle, folder_url: str, nonce: str = "") -> Link:
    """Return the link to a bundle that lies in a folder of a web server. Raises Refusal where nobody could read it."""
    address = web_address(f"{folder_url.rstrip('/')}/{published_name(bundle)}")
    return read_link(Link(address, bundle.fingerprint, nonce).text)


def code_svg(text: str) -> str:
    """Return a text as a QR code: an SVG picture, dark on white."""
    import zxingcpp

    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    return _PREAMBLE.sub("<svg", str(code.to_svg()), count=1).replace('width="', 'data-width="', 1)


def page(document: ProfileDocument, bundle: Bundle, link: Link, translator: Translator) -> str:
    """Return the page: complete in itself, nothing fetched, nothing run."""
    profile = document.profile

    def text(id_: str, **arguments: str) -> str:
        return html.escape(translator.say(message(id_, **arguments)))

    name = html.escape(clean_line(profile.title.in_language(translator.language)))
    issuer = html.escape(clean_line(profile.issuer.name))
    target = html.escape(link.text)
    return f"""<!DOCTYPE html>
<html lang="{translator.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{name}, {issuer}</title>
<style>{_STYLE}</style>
</head>
<body>
<h1>{name}</h1>
<p>{issuer}</p>
<p>{text("publish.page.what")}</p>
<p><a class="go" href="{target}">{text("publish.page.open")}</a></p>
<p>{text("publish.page.code")}</p>
{code_svg(link.text).replace("<svg", f'<svg role="img" aria-label="{text("publish.page.code_name")}"', 1)}
<p>{text("publish.page.copy")}</p>
<p><code>{target}</code></p>
<p>{text("publish.page.keys", digits=readable(bundle.fingerprint))}</p>
</body>
</html>
"""


# ------------------------------------------------------------------ signing


@dataclass(frozen=True, slots=True)
class Lacking:
    """What still wants signatures: which key set (0: the profile), how many of how many it has, whose would do."""

    version: int
    found: int
    threshold: int
    keys: tuple[PublicKey, ...]


def lacking(bundle: Bundle) -> tuple[Lacking, ...]:
    """Return what is not signed by enough keys yet; nothing when the bundle is complete."""
    wanted: list[tuple[int, Envelope, KeySet]] = []
    for before, one in zip((None, *bundle.sets), bundle.sets, strict=False):
        wanted += [
            (one.keys.version, one.envelope, keys) for keys in (before.keys if before else None, one.keys) if keys
        ]
    wanted.append((0, bundle.profile, bundle.current))
    found = []
    for version, envelope, keys in wanted:
        signers = envelope.signers(keys.keys)
        if len(signers) < keys.threshold:
            others = tuple(key for key in keys.keys if key not in signers)
            found.append(Lacking(version, len(signers), keys.threshold, others))
    return tuple(found)


def first_bundle(document: ProfileDocument, keys: tuple[PublicKey, ...], threshold: int) -> Bundle:
    """Return a new bundle that nobody signed yet. Raises Refusal where the keys make no set."""
    signed = SignedKeys.of(_key_set(document.profile.id, 1, threshold, keys))
    return Bundle((signed,), Envelope(PROFILE_TYPE, document.source.text.encode()))


def with_profile(bundle: Bundle, document: ProfileDocument, before: ProfileDocument) -> Bundle:
    """Return a bundle with a newer profile. Raises Refusal when it is another's, or no newer one."""
    if document.profile.id != bundle.id:
        raise Refusal(message("trust.profile_other_id", found=document.profile.id, id=bundle.id))
    if document.source.sha256 == before.source.sha256:
        return bundle
    if document.profile.serial <= before.profile.serial:
        raise Refusal(message("sign.serial", found=document.profile.serial, before=before.profile.serial))
    return replace(bundle, profile=Envelope(PROFILE_TYPE, document.source.text.encode()))


def rotated(bundle: Bundle, add: tuple[PublicKey, ...], remove: frozenset[PublicKey], threshold: int) -> Bundle:
    """Return a bundle whose keys change; the signatures of keys that no longer count go. Raises Refusal."""
    current = bundle.current
    kept = tuple(key for key in current.keys if key not in remove)
    keys = tuple(dict.fromkeys((*kept, *add)))
    if (keys, threshold) == (current.keys, current.threshold):
        raise Refusal(message("sign.same_keys"))
    fresh = SignedKeys.of(_key_set(bundle.id, current.version + 1, threshold, keys))
    names = {key.keyid for key in keys}
    signatures = tuple(one for one in bundle.profile.signatures if one.keyid in names)
    return Bundle((*bundle.sets, fresh), replace(bundle.profile, signatures=signatures))


def _key_set(id_: str, version: int, threshold: int, keys: tuple[PublicKey, ...]) -> KeySet:
    try:
        return KeySet(id_, version, threshold, keys)
    except ValueError as problem:
        raise Refusal(message("sign.key_set", keys=len(keys), threshold=threshold)) from problem
