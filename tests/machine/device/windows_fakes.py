"""A made-up Windows that tells what kind of computer it runs on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from readiness.machine.device.windows import DeviceApi
from tests.machine.firmware import firmware


@dataclass
class FakeDeviceApi(DeviceApi):
    """Windows on a laptop; a call may be one that refuses."""

    table: Callable[[], bytes] = lambda: (
        bytes(8) + firmware(chassis=10, maker="Example", product="Book", released="03/02/2021")
    )
    role: Callable[[], int] = lambda: 2
    machine: Callable[[], int] = lambda: 0x8664

    def firmware(self) -> bytes:
        return self.table()

    def platform_role(self) -> int:
        return self.role()

    def native_machine(self) -> int:
        return self.machine()
