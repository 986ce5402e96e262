"""Endpoints as the registry of Windows lists them."""

from __future__ import annotations

from readiness.machine.audio_devices.windows import (
    EndpointKey,
    Value,
)

D, B, E = (
    "{a45c254e-df1c-4efd-8020-67d146a850e0}",
    "{b3f8fa53-0004-438e-9003-51a46e139bfc}",
    "{1da5d803-d492-4edd-8c23-e0c0ffee7f0e}",
)


def endpoint(name: str, adapter: str, hardware: str, form: int = 10, *, state: int = 1, **more: Value) -> EndpointKey:
    properties: dict[str, Value] = {f"{D},2": name, f"{B},6": adapter, f"{B},2": f"{{1}}.{hardware}", f"{E},0": form}
    return EndpointKey({"DeviceState": state}, {**properties, **more})
