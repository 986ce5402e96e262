"""What the window reads and imports while it opens. Each function is slow and runs on a background thread."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from readiness.desktop.state.library import Offered, Refused, Usable
    from readiness.desktop.texts import Texts
    from readiness.store.drafts import KeptDraft
    from readiness.store.journal import Unfinished


def load_known_profiles(
    files: Sequence[Path], texts: Texts
) -> tuple[tuple[Usable, ...], Unfinished | None, KeptDraft | None]:
    """Return the profiles that can be checked against, the check that was interrupted and the newest unsaved draft."""
    from readiness.desktop.state.library import added, listed
    from readiness.store.drafts import drafts
    from readiness.store.journal import unfinished

    texts.translator.number(1)  # the first of them loads what formats all
    return (*added(), *listed(files)), unfinished(), next(iter(drafts()), None)


def has_waiting_reports() -> bool:
    """Return whether a report waits in the outbox; the outbox is not even imported where there is none."""
    from readiness.store.folders import data_folder

    if not (data_folder() / "outbox.sqlite3").is_file():
        return False
    from readiness.store.outbox import Outbox, OutboxUnavailableError

    try:
        with Outbox() as outbox:
            return outbox.wait_seconds() is not None
    except OutboxUnavailableError:
        return False


def import_next_pages(texts: Texts) -> None:
    """Import what the next pages need."""
    from datetime import UTC, datetime
    from importlib import import_module

    from readiness.desktop.texts import OWN_NAMES
    from readiness.text import LANGUAGES, Translator

    import_module("readiness.desktop.controllers.journey")
    import_module("readiness.desktop.controllers.before_shift")
    import_module("readiness.desktop.controllers.profile_editor")
    import_module("readiness.desktop.controllers.settings")
    # The rules for Japanese words take a while to compile.
    import_module("readiness.desktop.widgets.word_joiners").with_word_joiners(OWN_NAMES["ja"])
    import_module("readiness.desktop.pages.shifts").times_of_day(texts.language, texts.translator.region)
    # What formats numbers, dates and lists is loaded by the first of each, in every language anew.
    for language in (texts.language, *LANGUAGES):
        translator = Translator(language, texts.translator.region)
        translator.number(1)
        translator.moment(datetime.now(UTC))
        translator.join(("1", "2"))


def read_file(path: Path) -> Usable | Refused | Offered:
    """Read one profile file."""
    from readiness.desktop.state.library import opened

    return opened(path)
