"""The only door to ``specs/`` and ``resources/``.

They lie beside the package in a source tree, inside it (``_shipped``) when it was
installed from a wheel, and in the unpacked bundle when the program is frozen.
"""

from __future__ import annotations

import sys
from pathlib import Path, PurePosixPath, PureWindowsPath


def resource(name: str) -> Path:
    """Return the path of a shipped file or folder: ``resource("fonts/report.ttf")``.

    Raises:
        ValueError: ``name`` is absolute or climbs out of the folder.
        FileNotFoundError: nothing of that name is shipped.
    """
    return _inside(_home() / "resources", name)


def resource_text(name: str) -> str:
    """Return the text of a shipped UTF-8 file. Raises as ``resource`` does."""
    return resource(name).read_text(encoding="utf-8")


def specs() -> Path:
    """Return the folder of the example profiles and the published schemas."""
    return _inside(_home(), "specs")


def spec_files() -> tuple[Path, ...]:
    """Return the example profiles, by name; the schemas beside them are not among them."""
    return tuple(sorted(path for path in specs().glob("*.json") if not path.name.endswith(".schema.json")))


def is_example(profile: str) -> bool:
    """Whether an id is that of one of these: no employer's."""
    return any(profile == f"com.example.{path.stem}" for path in spec_files())


def _home() -> Path:
    """Return the folder that holds ``specs`` and ``resources``."""
    bundle = getattr(sys, "_MEIPASS", None)
    if bundle is not None:
        return Path(bundle)
    package = Path(__file__).resolve().parent
    shipped = package / "_shipped"
    return shipped if shipped.is_dir() else package.parent


def _inside(folder: Path, name: str) -> Path:
    # A name is refused by the rules of both kinds of path, so that it means the same everywhere.
    parts = PurePosixPath(name).parts
    windows = PureWindowsPath(name)
    if not parts or ".." in windows.parts or windows.anchor or PurePosixPath(name).is_absolute():
        raise ValueError(f"not a name inside {folder.name}: {name!r}")
    path = folder.joinpath(*parts)
    if not path.exists():
        raise FileNotFoundError(path)
    return path
