"""Colours and layout of the HTML report.

Every text colour has at least 4.5:1 on both backgrounds it stands on (WCAG 2.2, 1.4.3),
lines 3:1 (1.4.11); a test counts. On paper everything is grey: words and signs carry it.
"""

from __future__ import annotations

from typing import Final

from readiness.render.parts.view import Tone

LIGHT: Final = {
    "page": "#ffffff",
    "card": "#f4f5f7",
    "text": "#1a1c1e",
    "muted": "#51585f",
    "line": "#7a828a",
    "accent": "#0b57a4",
    Tone.MET: "#146c37",
    Tone.NOT_MET: "#b3121d",
    Tone.ADVICE: "#8a4b00",
    Tone.OPEN: "#4a5568",
    Tone.PLAIN: "#51585f",
}
DARK: Final = {
    "page": "#1c1e21",
    "card": "#26292d",
    "text": "#eceef0",
    "muted": "#b4bbc2",
    "line": "#7f8891",
    "accent": "#7db7ff",
    Tone.MET: "#63d08a",
    Tone.NOT_MET: "#ff8a8a",
    Tone.ADVICE: "#f5b74e",
    Tone.OPEN: "#a9b4c2",
    Tone.PLAIN: "#b4bbc2",
}
PAPER: Final = dict.fromkeys(LIGHT, "#000000") | {"page": "#ffffff", "card": "#ffffff", "line": "#767676"}

FONTS: Final = {
    "en": ("system-ui", "Segoe UI", "Helvetica Neue", "Arial", "sans-serif"),
    "es": ("system-ui", "Segoe UI", "Helvetica Neue", "Arial", "sans-serif"),
    # A Japanese family must come first: a system set to Chinese would draw some signs differently.
    "ja": ("BIZ UDPGothic", "Hiragino Sans", "Yu Gothic UI", "Meiryo", "Noto Sans CJK JP", "sans-serif"),
}

_LAYOUT: Final = """
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--text);line-height:1.55;line-break:strict}
main{max-width:60rem;margin:0 auto;padding:1.5rem 1rem 3rem}
h1{font-size:1.6rem;line-height:1.3;margin:.2rem 0 .5rem}
h2{font-size:1.2rem;margin:2.2rem 0 .7rem;border-bottom:1px solid var(--line);padding-bottom:.3rem}
h3{font-size:1.05rem;margin:0 0 .5rem}
section>h3{margin:1.2rem 0 .2rem}
h4{font-size:1rem;margin:.8rem 0 .2rem}
p,ol,ul,dl{margin:.3rem 0 .7rem}
a{color:var(--accent)}
.muted{color:var(--muted)}
.card{background:var(--card);border:1px solid var(--line);border-left-width:.35rem;border-radius:.4rem;
padding:.9rem 1.1rem;margin:0 0 1rem;break-inside:avoid}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;margin:.3rem 0 .7rem}
th,td{text-align:left;vertical-align:top;padding:.35rem .8rem .35rem 0;border-bottom:1px solid var(--line)}
.card table{table-layout:fixed}
thead th{color:var(--muted);font-weight:600;white-space:nowrap}
td .mark{white-space:nowrap}
tbody th{font-weight:600}
dt{color:var(--muted)}
dd{margin:0 0 .5rem;overflow-wrap:anywhere}
.mark{font-weight:700}
details summary{cursor:pointer}
h1,h2,h3,h4{break-after:avoid}
tr,li{break-inside:avoid}
@media (min-width:40rem),print{dl{display:grid;grid-template-columns:max-content 1fr;gap:.15rem 1.2rem}dd{margin:0}}
@media (min-width:40rem),print{.when{white-space:nowrap}}
.compare table{table-layout:fixed}
.compare thead th,.compare .mark{white-space:normal}
@media screen{.compare table{min-width:44rem}}
@media (max-width:40rem){.card{padding:.7rem}}
@media screen and (max-width:40rem){.told thead{position:absolute;left:-999em}
.told tr{display:block;border-bottom:1px solid var(--line);padding:.35rem 0}
.told th,.told td{border:0;padding:0}.told tbody th{display:block}.told td{display:inline}
.told td:empty{display:none}.told td:not(:first-of-type)::before{content:" \\00b7\\00a0"}}
:focus-visible{outline:2px solid var(--text);outline-offset:3px}
"""


def stylesheet(language: str) -> str:
    """Return the report's CSS: light, dark where the reader's system is dark, grey on paper."""
    families = ",".join(name if name.islower() else f'"{name}"' for name in FONTS[language])
    tones = "".join(
        f".{tone}{{color:var(--{_name(tone)})}}.card.{tone}{{color:var(--text);border-left-color:var(--{_name(tone)})}}\n"
        for tone in Tone
    )
    return (
        f":root{{color-scheme:light dark;{_variables(LIGHT)}}}\n"
        f"@media (prefers-color-scheme:dark){{:root{{{_variables(DARK)}}}}}\n"
        f"body{{font-family:{families}}}{_LAYOUT}{tones}"
        f"@media print{{:root{{color-scheme:light;{_variables(PAPER)}}}"
        "html{font-size:9.5pt}main{max-width:none;padding:0}"
        ".card{padding:.5rem .8rem;margin-bottom:.6rem}h2{margin-top:1.2rem}"
        # Nothing can be pushed aside or unfolded on paper.
        ".scroll{overflow:visible}.way,ul{break-inside:avoid}details:not([open]){display:none}}\n"
    )


def _variables(colours: dict[str, str]) -> str:
    return "".join(f"--{_name(name)}:{colour};" for name, colour in colours.items())


def _name(name: str) -> str:
    return str(name).replace("_", "-")
