"""Makes the folder for Linux smaller, in two ways that change nothing the program does.

* Python's own files may come with what a debugger wants; nobody debugs here.
* Qt brings 32 MB of ICU's tables of all languages and old encodings. Nothing here asks for them: numbers and dates are
  formatted by Babel, texts are UTF-8, and Qt formats its own from tables inside it. ICU's own way to go without is a
  library with an empty table of contents ("stubdata"); what would need the tables is then refused inside Qt, as in a
  Qt that was built without ICU.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Final

# The head of ICU's data (udata.h, ucmndata.h): sizes, two magic bytes, UDataInfo for a common table of contents
# ("CmnD", version 1), and a table with no entry.
_EMPTY: Final = """
#include <stdint.h>
__attribute__((visibility("default"), aligned(16))) const struct {
  uint16_t header_size; uint8_t magic1, magic2;
  uint16_t size, reserved; uint8_t big_endian, charset, bytes_of_char, reserved1;
  uint8_t format[4], version[4], data_version[4];
  uint8_t padding[8]; uint32_t count, reserved2;
} NAME = {32, 0xda, 0x27, 20, 0, 0, 0, 2, 0, {'C', 'm', 'n', 'D'}, {1, 0, 0, 0}, {0, 0, 0, 0}, {0}, 0, 0};
"""


def slim(folder: Path, work: Path) -> None:
    """Strip Python's files and empty ICU's tables. Raises CalledProcessError."""
    inside = folder / "_internal"
    own = [*inside.glob("libpython*.so*"), *inside.glob("python*/lib-dynload/*.so")]
    for path in own:
        subprocess.run(["strip", "--strip-unneeded", str(path)], check=True)
    for tables in inside.glob("PySide6/Qt/lib/libicudata.so.*"):
        _empty(tables, work)


def _empty(tables: Path, work: Path) -> None:
    number = re.search(r"\.so\.(\d+)", tables.name)
    if number is None:
        raise SystemExit(f"what version is {tables.name}?")
    source = work / "icudata.c"
    source.write_text(_EMPTY.replace("NAME", f"icudt{number[1]}_dat"), encoding="ascii")
    command = ["gcc", "-shared", "-nostdlib", "-O2", "-Wl,--build-id=none", f"-Wl,-soname,{tables.name}"]
    subprocess.run([*command, "-o", str(tables), str(source)], check=True)
