"""What a ready-made program leaves out of what its libraries bring.

The self-test of every build shows that nothing needed is gone.
"""

from __future__ import annotations

import re
from typing import Final

LANGUAGES: Final = ("en", "es", "ja")

_QT: Final = r"PySide6/(Qt/)?"
# Every desktop has these, in the version that its settings, its letters and its sound belong to.
_OF_THE_DESKTOP: Final = (
    r"asound|portaudio|jack|db-5\.3|dbus-1|systemd|fontconfig|freetype|harfbuzz|graphite2|fribidi|png16|jpeg|brotli\w+|expat|uuid|cap",
    r"g(lib|io|object|module|thread)-2\.0|pcre2-8|mount|blkid|selinux|gcrypt|gpg-error|lz4|zstd|bsd|md",
    r"X11|Xau|Xdmcp|X(composite|cursor|damage|fixes|inerama|randr|ext|i|render)",
    r"gssapi_krb5|krb5(support)?|k5crypto|com_err|keyutils",
    # What GTK's theme brings along.
    r"g(tk|dk)-3|gdk_pixbuf-2\.0|pango\w*-1\.0|cairo(-gobject)?|atk-\w+\.0|atk-bridge-2\.0|atspi|epoxy|cups|thai|datrie",
    r"pixman-1",
)

_UNWANTED: Final = re.compile(
    "|".join(
        (
            # Qt: what would bring all of GTK, pictures nobody shows, networks the program reaches by itself.
            _QT + r"plugins/(tls|networkinformation|egldeviceintegrations|generic)/",
            _QT + r"plugins/platformthemes/libqgtk3",
            _QT + r"plugins/platforminputcontexts/.*virtualkeyboard",
            _QT + r"plugins/wayland-graphics",
            _QT + r"plugins/imageformats/(?!(lib)?q(svg|ico)\b)",
            _QT + r"plugins/platforms/(lib)?q(eglfs|linuxfb|vnc|vkkhrdisplay|minimalegl|minimal|direct2d|webgl)\b",
            _QT + r"(lib|bin)?/?(lib)?Qt6(Network|Qml\w*|Quick\w*|Pdf|VirtualKeyboard|EglF\w*|Designer\w*)\b",
            _QT + r"qml/",
            _QT + rf"translations/(?!qtbase_({'|'.join(LANGUAGES)})\.qm)",
            r"PySide6/(QtNetwork|QtQml|QtQuick|QtPdf)\.",
            r"PySide6/opengl32sw\.dll",
            rf"lib({'|'.join(_OF_THE_DESKTOP)})\.so\b",
            # Came with libraries that can do without.
            r"(yaml|certifi|charset_normalizer|PIL)/",
            r"(libQt6(Network|EglF\w*|WlShell\w*))\.",
            # PortAudio for other processors, and for professionals' drivers, which are asked for by a variable alone.
            r"_sounddevice_data/portaudio-binaries/libportaudio(32bit|\w+-asio)",
            # A library of Windows itself: where it had to be lent for the build, it is not to replace the real one.
            r"bcryptprimitives\.dll",
            # Babel knows every language of the world; of ours all regions stay, for their numbers and dates.
            rf"babel/locale-data/(?!(root|{'|'.join(LANGUAGES)})(_\w+)?\.dat)",
            r"numpy/.*/tests/",
            r".*\.pyi$",
        )
    )
)


def unwanted(name: str) -> bool:
    """Whether a file of a build, by its place in the folder, is left out."""
    return bool(_UNWANTED.match(name.replace("\\", "/")))
