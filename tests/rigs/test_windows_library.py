"""The library that holds nothing but hands functions on, read back as "PE Format" describes it."""

from __future__ import annotations

import struct

from tests.rigs.windows_library import forwarding_library


def test_its_table_names_the_function_and_where_it_is() -> None:
    library = forwarding_library("a.dll", {"Second": "c.two", "First": "b.one"})
    (start,) = struct.unpack_from("<I", library, 60)
    assert library[start : start + 4] == b"PE\0\0"
    machine, sections = struct.unpack_from("<2H", library, start + 4)
    assert (machine, sections) == (0x8664, 1)
    table_at, _size = struct.unpack_from("<2I", library, start + 24 + 112)
    place = struct.unpack_from("<I", library, start + 24 + 240 + 20)[0] - table_at

    def text(address: int) -> bytes:
        return library[address + place :].partition(b"\0")[0]

    table = struct.unpack_from("<2I2H7I", library, table_at + place)
    name, _base, count, names_count, functions, names, _ordinals = table[4:]
    assert text(name) == b"a.dll"
    assert count == names_count == 2
    where = [text(struct.unpack_from("<I", library, functions + place + 4 * n)[0]) for n in range(count)]
    called = [text(struct.unpack_from("<I", library, names + place + 4 * n)[0]) for n in range(count)]
    assert dict(zip(called, where, strict=True)) == {b"First": b"b.one", b"Second": b"c.two"}
