"""Random snapshots of audio devices."""

from __future__ import annotations

from hypothesis import strategies as st

from readiness.analysis.headset.in_use import (
    AudioSnapshot,
    Bus,
    DeviceEvidence,
    Form,
    Port,
    Side,
)

_texts = st.sampled_from(
    ["", "Evolve 20", "USB Audio", "Wireless Headset", "Link 380", "Yeti", "Acme", "Dock"]
) | st.text(max_size=20)


_devices = st.builds(
    DeviceEvidence,
    id=st.sampled_from(["a", "b", "c", "d"]),
    name=_texts,
    side=st.sampled_from([None, *Side]),
    box=st.sampled_from(["", "one", "two"]),
    bus=st.sampled_from(Bus),
    form=st.sampled_from(Form),
    product=_texts,
    vendor_id=st.sampled_from(["", "0b0e", "1395"]),
    product_id=st.sampled_from(["", "0300", "24c9", "005c"]),
    terminals=st.lists(st.integers(0, 0xFFFF), max_size=3).map(tuple),
    parent_hub=st.sampled_from(["", "0a12:4010"]),
    camera=st.booleans(),
    battery=st.booleans(),
    ports=st.lists(
        st.builds(Port, _texts, st.sampled_from([None, *Side]), st.sampled_from([None, True, False]), st.booleans()),
        max_size=2,
    ).map(tuple),
    virtual=st.booleans(),
    present=st.booleans(),
)


snapshots = st.builds(
    AudioSnapshot,
    st.lists(_devices, max_size=5).map(tuple),
    st.sampled_from([None, "a", "b", "x"]),
    st.sampled_from([None, "a", "c"]),
    st.sampled_from([None, "d"]),
    st.none(),
    complete=st.booleans(),
)
