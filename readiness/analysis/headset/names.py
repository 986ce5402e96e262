"""What a product's name reveals: product lines of makers, and plain words.

No system says "wired", but makers' product lines tell: every Blackwire has a cord, no Savi has one. A name that says
nothing here stays unknown. The lines come from makers' public product pages and from the products in
``resources/headsets.json``; being general knowledge, they weigh less than a product recognised by its USB id.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Final


class Says(StrEnum):
    """What a name says about a product."""

    CORDED = "corded"
    CORDLESS_WORD = "cordless_word"
    """A plain word in the name, such as "wireless"."""
    CORDLESS = "cordless"
    """A product line known to be wireless."""
    WEBCAM = "webcam"
    SPEAKERPHONE = "speakerphone"
    SPEAKERS = "speakers"
    MICROPHONE = "microphone"
    HANDSET = "handset"
    CONTROLLER = "controller"
    ADAPTER = "adapter"
    """A sound chip with sockets: what is plugged into it cannot be seen."""


NOT_HEADSETS: Final = frozenset(
    {Says.WEBCAM, Says.SPEAKERPHONE, Says.SPEAKERS, Says.MICROPHONE, Says.HANDSET},
)
_CORDLESS: Final = frozenset({Says.CORDLESS, Says.CORDLESS_WORD})


@dataclass(frozen=True, slots=True)
class Hint:
    """What was read from a name: its meaning, the name, and the words that say it."""

    says: Says
    name: str
    words: str


# One row per maker or kind: what it says, whose, then patterns set apart by two blanks. The
# first row that matches a name wins: cameras and microphones first, because their names hold
# numbers and words that headsets use too; what is certainly corded before the cordless words
# it contains ("EVOLVE LINK"); sockets and chips last.
_LINES: Final = r"""
webcam words web ?cam  \bcamera\b  \bcam\b  \buvc\b  realsense
webcam makers quickcam  lifecam  streamcam  facecam  \bbrio\b  kiyo  obsbot  panacast  insta360
webcam Logitech \bc9\d\d[a-z]?\b  \bc27\d\b  \bc61\d\b  logitech (hd )?c\d{3}
speakerphone words speaker ?phone  conference ?cam  video ?bar  sound ?bar
speakerphone Jabra \bspeak2?[ -]?\d{2,3}\b  jabra speak\b  jabra freeway
speakerphone Poly,EPOS \bcalisto\b  \bsync[ -]?(20|40|60)\b  \bexpand (sp|30|40|80|capture)
speakerphone Poly,EPOS \bsp[ -]?(10|20|30|220)\b
speakerphone others \bemeet\b  officecore  powerconf(?! h\d)  \bmeetup\b  \bsp3022  mh3021  konftel  \bcp[79]00\b
microphone words ^(?!.*headset).*\bmicrophone( array)?$  ^(usb )?mic$  lavalier  condenser  desk(top)? ?mic
microphone words \bxlr\b
microphone Blue,HyperX \byeti\b  snowball  quadcast  solocast  duocast
microphone Rode,AT \br[oø]de\b  nt[ -]?usb  podmic  podcaster  at20[023][05]
microphone Samson samson (meteor|q|c0|go|g-)  \bq2u\b  \bgo ?mic\b  g-track
microphone others \bseiren  procast  \bwave:? ?(1|3|dx|neo)\b  \bmv ?-?(5|7|51|88)\b  fifine  maono  \bboya\b
microphone others \bbeacn\b  \bkinect\b
handset words voip[ -]?(usb )?(phone|handset)  usb[ -]?(voip )?(phone|handset)\b  \bhandset\b  \bp1kh\b
handset words skype phone
controller games dual ?shock  dualsense  \bscuf\b  joy-?con  game ?pad
controller games (?<!audio )\bcontroller\b(?! (analog|digital))
corded Jabra \b(evolve|engage) ?(\d\d )?link\b  \blink 2\d\d\b
corded words \bwired (anc |usb |stereo )*headset  \bzone (wired|learn)\b
cordless_word English wireless  cordless  blue ?tooth  \bbt\b  \b2\.4 ?g(hz)?\b  \bdect\b  \breceiver\b
cordless_word English \bdongle\b  \bradio\b
cordless_word makers light ?speed  hyper ?speed  slip ?stream  air ?pods  \bbuds\b  \btws\b  \bbase station\b
cordless_word profiles hands-?free  \ba2dp\b  \bhfp\b
cordless_word others inal[aá]mbric  sans[ -]fil  drahtlos  schnurlos  senza fili  sem fio  bezprzewod  беспровод
cordless_word Asia ワイヤレス  无线  無線  무선
cordless Jabra \blink ?(3[5-9]\d|4\d\d)[a-c]?\b  \b(engage|evolve|voyager|savi)\b.* base\b
cordless Jabra evolve2? ?(55|65|75|85)  \bevolve3\b  \bengage ?(55|65|75)
cordless Jabra \bgn ?9\d{3}
cordless Jabra jabra pro ?9\d{2,3}
cordless Jabra jabra (stealth|perform|elite|talk|motion|move|revo|supreme|eclipse|sport|halo|bt)
cordless Poly \bbt ?[367]00c?\b  \brig [678]00\b
cordless Poly \bbua-?[12]00\b  \bd[12]00\b  \bsavi\b  \bvoyager\b  \bcs ?(5\d0|60|70)\b
cordless Poly backbeat
cordless Poly (plantronics|poly) wo?\d{3}
cordless EPOS \bbtd[ -]?\d{3}  \bs?dw\b  \bsd (pro|office)  \bimpact (10|50|60)\d\d  \bgsa ?70\b
cordless EPOS \bgsp ?(370|670)
cordless EPOS \bmb ?(660|pro)  \badapt [2-6]\d\d  \bgtw ?270  \bmomentum\b  \bpxc\b  \bh3 ?pro\b  \bpresence\b
cordless Logitech \bh(600|760|800|820e?)\b  \bzone (900|vibe|true|300|305|950)  \bpro x 2\b  logi bolt  unifying
cordless Logitech \bg(321|435|522|533|535|73[35]|930|933|935)\b  \bastro a(20|30|50)
cordless offices \bsnom a1[57]0  guv ?3050  avantree  \bwh[bd] ?6\d\d\b
cordless offices \bwh ?6\d\b  \bwdd ?6\d  \bbh ?7\d\b  \bbt ?5\d\b  cisco (headset )?(56[12]|7[23]0|9[58]0)
cordless offices \bwl\d{4}\b
cordless Microsoft surface (headphones|earbuds)  lifechat zx
cordless games \barctis [79][px+]?\b  \barctis nova ([345][px]|[45]\b|7|elite)  siberia x?8\d0
cordless games \bcloud (flight|mix)  \bcloud iii s\b
cordless music \bsho[ck][kz]s?\b  aftershokz  \bopen(run|comm|fit|move)  \bmpow h[0-9c]  \brs ?1\d\d\b
cordless Razer barracuda  \bnari\b  thresher  \bman ?o'? ?war(?! 7)  \brazer opus  \bkaira\b(?! x)  hammerhead
cordless Razer kraken (v3 pro|v4|kitty v3)  blackshark (v2 pro|v3)
cordless games \bmaxwell\b  \bpenrose\b  \binzone (h[579]|buds)  \bpulse (3d|elite|explore)  virtuoso
cordless games \bhs ?7[05]\b
cordless games \bhs ?80\b(?!.*\busb\b)  quantum (350|360|6\d\d|8\d\d|9\d\d|tws)  stealth \d{3}  atlas air
cordless games \belo .*\bair\b
cordless games \brog (pelta|delta ii)  \bls3\d\b
cordless music \bbose\b  nothing (ear|headphone)
cordless music w[hfi]-?\d{3,4}x  \bwh-ch  quiet ?comfort  \bqc ?\d\d\b  soundcore  \bbeats\b  linkbuds
cordless music mdr-(zx|1000)
corded Jabra evolve2? ?(20|30|40|80)\b  evolve2 50\b  \bbiz ?\d{3,4}  \bengage ?(40|50)\b  \buc voice\b
corded Jabra \bgn ?2\d{3}
corded Poly blackwire  encore ?pro  (plantronics|poly) (c[37]\d\d|c5[12]\d|bw|ep)\b  \.audio \d{3}
corded Poly \baudio [346]\d\d (usb|dsp)
corded Poly \bentera  game ?com\b
corded EPOS \bsc ?\d{2,3}\b  \bsc ?[16]?x5\b  (sennheiser|epos) pc ?\d  \bpc ?[78]\b  \badapt 1\d\d
corded EPOS \bimpact (sc )?[1-8]\d\d\b  \bgsp ?(30\d|350|500|550|60\d)\b  \bh6 ?pro\b
corded Logitech \bh(110|111|150|151|250|330|340|390|530|540|570e?|650e?|750e)\b  \bzone 750\b
corded Logitech \blogi(tech)? usb headset
corded Logitech clear ?chat  \bg(230|231|33[0-5]|35|43[0-3]|633|635)s?\b  \bg pro( x)?\b  \bpro x gaming
corded offices lifechat lx  \blx-?[1-6]000\b  modern usb headset  \buh ?3\d\b
corded offices \bsnom a3\d\d  guv ?300\d  axtel prime  vxi envoy  fanvil ht ?\d{3}-?u  addasound (crystal|epic)
corded offices ath-\d{3}usb  koss cs-?\d+  \brecon (50|70|200|500)\b  \brig [345]00\b  creative (technology: )?hs-?720
corded offices cisco (headset )?(32[12]|52[12]|53[12])
corded offices \bwh(1022|3022|3024|5024)\b  avaya l1[1-5]9  snom a100
corded games \barctis [135]\b  \barctis nova [13]\b  \barctis (nova )?pro\b  \bsiberia\b
corded games \brog (delta|theta|fusion)
corded games \bcloud (ii|iii|2|3|orbit|alpha|core|stinger|revolver)\b  hyperx (7\.1|virtual)  \binzone h3\b
corded games \bkraken\b  blackshark v2  tiamat  \bhs ?(35|40|45|50|55|60|65)\b  \bhs ?80 rgb usb
corded games \bvoid\b.*\b(usb|surround)\b  quantum [1-4]00\b  \belo 7\.1 usb  \bear ?force p(11|x21)
adapter words usb[ -]?(pnp|advanced|multimedia|2\.0|composite|digital|hifi)? ?(audio|sound)  3\.5 ?mm  \bdac\b
adapter words \bdock(ing)?\b  quick.?disconnect  headphone (jack )?adapt  headset adapter  usb-?c (hub|adapt)
adapter chips \bc-media\b  \bcm1\d\d\b  \balc\d{4}\b  \bpcm2[79]\d\d  \bab13x\b  \bcx\d{5}  displaylink
adapter chips thunderbolt
adapter makers \bda[4-9]\d\b  \bgsx\b  \bgsx ?\d  game ?dac  mixamp  usb-ed\b  \blink (850|860|950)\b  hidock
adapter music sound ?blaster  scarlett  focusrite  behringer  \bumc\d  presonus  \bmotu\b  \bfiio\b  dragonfly
speakers makers \bpebble\b  \bboxsine  gigaworks
speakers words \bspeakers?\b  \bmonitor\b  \bdisplay\b  \bhdmi\b  \btv\b
"""


@cache
def _rows() -> tuple[tuple[Says, str, re.Pattern[str]], ...]:
    rows = [line.split(maxsplit=2) for line in _LINES.strip().splitlines()]
    return tuple((Says(says), whose, re.compile("|".join(patterns.split("  ")))) for says, whose, patterns in rows)


_CUT_AT: Final = 31
"""The length at which ALSA and old Windows interfaces truncate names."""

_CUT_WORDS: Final = ("wireless", "bluetooth", "cordless", "lightspeed", "hyperspeed", "receiver", "dongle")
_TWINS: Final = frozenset({"games", "Razer"})
"""Makers who sell a product of the same name with a cord and, with a further word, without."""


def _cut_word(name: str, text: str) -> str:
    """Return the beginning of a word for "cordless" at which a name was cut off, "" for none."""
    last = text.rpartition(" ")[2]
    cut = len(name) == _CUT_AT and len(last) > 1 and any(word.startswith(last) for word in _CUT_WORDS)
    return last if cut else ""


# What nobody sees: control characters, joiners, marks for the direction of writing, half characters.
_UNSEEN: Final = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)


def plain(text: str) -> str:
    """Return the text in lower case, without invisible characters, with underscores and runs of spaces as one space."""
    return re.sub(r"[\s_]+", " ", _UNSEEN.sub("", text).casefold()).strip()


def hint_of(name: str) -> Hint | None:
    """Return what one name says, None if nothing."""
    text = plain(name)
    for says, whose, pattern in _rows():
        found = pattern.search(text)
        if not found or (says is Says.CORDED and whose in _TWINS and len(name) == _CUT_AT):
            continue
        cut = _cut_word(name, text) if says is Says.CORDED else ""
        return Hint(Says.CORDLESS_WORD, name, cut) if cut else Hint(says, name, found.group())
    return None


def hint_of_all(names: tuple[str, ...]) -> Hint | None:
    """Return what several names of one product say together.

    "Cordless" outweighs "corded", because passing a wireless device is the worst error. Otherwise the first name that
    says something counts.
    """
    hints = [hint for name in names if (hint := hint_of(name))]
    return next((hint for hint in hints if hint.says in _CORDLESS), hints[0] if hints else None)


# Office lines whose makers promise a noise-cancelling microphone for every model of the line.
_CANCELS_NOISE: Final = re.compile(
    r"\bevolve[23]? ?\d\d\b|\bevolve link\b|\bengage ?\d\d\b|\bbiz ?2[34]\d\d\b"
    r"|blackwire|encore ?pro|\bvoyager (focus|4\d\d\d|uc)\b|\bsavi\b"
    r"|(sennheiser|epos) (sc ?\d{2,3}|impact|adapt)\b|\bimpact sc"
    r"|\bh(390|540|570e|650e)\b|\bzone (wired|learn|vibe|wireless|900|750)\b|lifechat lx-?[36]000",
)


def cancels_noise(model: str) -> bool:
    """Return whether the maker says of the whole product line that its microphones suppress noise.

    False says nothing: most makers do not mention it in the name of a product.
    """
    return bool(_CANCELS_NOISE.search(plain(model)))


def says_cordless(hint: Hint | None) -> bool:
    """Whether the name says there is no cord."""
    return hint is not None and hint.says in _CORDLESS


_NODE: Final = re.compile(r"(?:^|[._])usb-(.+?)-\d\d(?:[.-]|$)")


def product_of_node(name: str) -> str:
    """Return the product in a Linux sound server's device name, "" when it holds none.

    ``alsa_input.usb-GN_Netcom_A_S_Jabra_EVOLVE_20_MS_X-00.mono-fallback`` holds the maker
    and the product as the device tells them, blanks as underscores.
    """
    found = _NODE.search(name)
    return found.group(1).replace("_", " ").strip() if found else ""


_CHROMIUM_IDS: Final = re.compile(r"\s*\(([0-9a-fA-F]{4}):([0-9a-fA-F]{4})\)\s*$")
_LABEL: Final = re.compile(r"^(?P<role>[^(]*?)\s*\((?P<product>.+)\)\s*$", re.DOTALL)
_NUMBERED: Final = re.compile(r"^\d+\s*-\s*")
_DRIVER_TEXT: Final = re.compile(r"^@.*;\((?P<name>.*?)\)?$", re.DOTALL)


def parse_windows_label(label: str) -> tuple[str, str, str]:
    """Return role, product and USB id of a Windows endpoint's name.

    ``Headset Microphone (2- Jabra Link 370)`` gives role and product; only the part in
    brackets is the same in every language. Bluetooth hands-free names can be a raw resource
    string with the device's name at its end. Chromium adds ``(047f:c053)``.
    """
    ids = _CHROMIUM_IDS.search(label)
    bare = label[: ids.start()] if ids else label
    usb_id = f"{ids[1]}:{ids[2]}".lower() if ids else ""
    found = _LABEL.match(bare)
    if not found:
        return "", bare.strip(), usb_id
    product = _NUMBERED.sub("", found["product"].strip())
    raw = _DRIVER_TEXT.match(product)
    if raw:
        product = f"{raw['name']} Hands-Free" if "hands-free" in product.casefold() else raw["name"]
    return found["role"].strip(), product, usb_id


_CHIP: Final = re.compile(
    r"realtek(?! usb)|high definition audio|hd[- ]audio|\bhda\b|hda[- ]intel|conexant|soundmax|\bidt\b|cirrus|senary"
    r"|amd audio|smart sound|built-?in|\bmac(book| mini| studio| pro)?\b.*(microphone|speakers)|\bimac\b|\binternal\b"
    r"|^external (headphones|microphone)$|\bsof-|digital microphone|\bpci-|alc\d{3} analog",
)
_DISPLAY: Final = re.compile(
    r"nvidia|radeon|amd high definition|intel\(?r?\)? display|hdmi|display ?port|ultrafine display"
)


_PROGRAM: Final = re.compile(
    r"vb-audio|voicemeeter|\bvirtual\b|nvidia broadcast|\bkrisp\b|blackhole|soundflower|loopback|steam streaming"
    r"|easy ?effects|noisetorch|zoomaudio|teams audio|\bobs\b",
)


def names_a_program(name: str) -> bool:
    """Whether a name is of a device that a program made up."""
    return bool(_PROGRAM.search(plain(name)))


def names_a_display(name: str) -> bool:
    """Whether a name is of a monitor's or graphics card's sound output."""
    return bool(_DISPLAY.search(plain(name)))


def names_a_chip(name: str) -> bool:
    """Whether a name is of a sound chip inside the computer."""
    return bool(_CHIP.search(plain(name)))


_OWNER: Final = re.compile(
    r"^.{1,40}?['\u2019]s\s+(?=\S)|^.{1,40}?の(?=\w)|(?<=\S)\s+(de|von|di|van|da)\s+\w[\w .-]{0,40}$",
)


def impersonal(name: str) -> str:
    """Return a device's name without that of its owner, which some makers put into it.

    ``Ana's AirPods``, ``AirPods de Ana`` and ``太郎のAirPods`` become ``AirPods``.
    """
    return _OWNER.sub("", name).strip() or name
