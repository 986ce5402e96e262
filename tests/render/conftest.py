"""The report's own sentences, and of other rooms only what the samples need: their texts may change freely."""

from collections.abc import Iterator
from functools import cache

import pytest

from readiness.text import catalogue
from tests.render import samples

_sentences = cache(samples.catalogue)


@pytest.fixture(autouse=True)
def _sample_sentences(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patch:
        patch.setattr(catalogue, "_catalogue", _sentences)
        yield
