"""What a build leaves out, and what it must not: names as PyInstaller collects them on three systems."""

from __future__ import annotations

import pytest
from trimming import unwanted


@pytest.mark.parametrize(
    "name",
    [
        "PySide6/Qt/plugins/platforms/libqxcb.so",
        "PySide6/Qt/plugins/platforms/libqoffscreen.so",
        "PySide6/Qt/plugins/platforms/libqwayland.so",
        "PySide6/Qt/plugins/platforms/libqcocoa.dylib",
        "PySide6\\plugins\\platforms\\qwindows.dll",
        "PySide6\\plugins\\platforms\\qoffscreen.dll",
        "PySide6/Qt/plugins/platforminputcontexts/libibusplatforminputcontextplugin.so",  # how Japanese is typed
        "PySide6/Qt/plugins/platformthemes/libqxdgdesktopportal.so",
        "PySide6/Qt/plugins/imageformats/libqsvg.so",
        "PySide6\\plugins\\imageformats\\qico.dll",
        "PySide6/Qt/plugins/iconengines/libqsvgicon.so",
        "PySide6/Qt/translations/qtbase_ja.qm",
        "PySide6\\translations\\qtbase_es.qm",
        "PySide6/QtWidgets.abi3.so",
        "PySide6/Qt/lib/libQt6Widgets.so.6",
        "PySide6\\Qt6Widgets.dll",
        "babel/locale-data/es_MX.dat",
        "babel/locale-data/root.dat",
        "libcrypto.so.3",
        "libxcb-cursor.so.0",
        "_sounddevice_data/portaudio-binaries/libportaudio64bit.dll",
    ],
)
def test_what_is_needed_stays(name: str) -> None:
    assert not unwanted(name)


@pytest.mark.parametrize(
    "name",
    [
        "PySide6/Qt/plugins/platformthemes/libqgtk3.so",
        "PySide6/Qt/plugins/tls/libqopensslbackend.so",
        "PySide6\\plugins\\tls\\qschannelbackend.dll",
        "PySide6/Qt/plugins/platforms/libqeglfs.so",
        "PySide6\\plugins\\platforms\\qminimal.dll",
        "PySide6/Qt/plugins/imageformats/libqtiff.so",
        "PySide6/Qt/lib/libQt6Network.so.6",
        "PySide6\\Qt6Network.dll",
        "PySide6\\opengl32sw.dll",
        "PySide6/Qt/translations/qtbase_de.qm",
        "babel/locale-data/de_DE.dat",
        "libgtk-3.so.0",
        "libasound.so.2",
        "libglib-2.0.so.0",
        "libportaudio.so.2",
        "_sounddevice_data/portaudio-binaries/libportaudio64bit-asio.dll",
        "bcryptprimitives.dll",
        "yaml/_yaml.cpython-311-x86_64-linux-gnu.so",
    ],
)
def test_what_nobody_needs_goes(name: str) -> None:
    assert unwanted(name)
