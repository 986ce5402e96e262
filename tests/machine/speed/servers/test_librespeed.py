"""LibreSpeed's backends, found where they are."""

from __future__ import annotations

import threading

import pytest

from readiness.machine.speed.named_servers import NamedServers
from readiness.machine.speed.net.reactor import Reactor
from readiness.machine.speed.servers.server import asked
from tests.rigs.librespeed_server import Behaviour, librespeed_server

pytestmark = pytest.mark.alone  # what arrives in a second is counted


@pytest.mark.parametrize("folder", ["", "backend", "backend/", "garbage.php?ckSize=4", "backend/empty.php"])
def test_a_server_is_found_whichever_of_its_addresses_is_named(folder: str) -> None:
    behaviour = Behaviour(only_backend="backend" in folder)
    with librespeed_server(behaviour=behaviour) as server, Reactor(threading.Event()) as reactor:
        [found] = NamedServers((server.url + folder,)).find(reactor)
        assert server.url in found.upload.text
        head, _ = reactor.finish(reactor.spawn(asked(found.download(1), found.endpoint)))
    assert (head.status, head.length) == (200, 1 << 20)
