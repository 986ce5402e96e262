"""What a build is dated by and ends with: the installer for Windows, and the checksums of what was made."""

from __future__ import annotations

import base64
import hashlib
import os
import subprocess
import sys
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).resolve().parent
ROOT: Final = HERE.parents[1]
sys.path.insert(0, str(ROOT))

from readiness import __version__  # noqa: E402 - the sources beside this file, whatever is installed


def source_date() -> int:
    """Return the time of the last commit, or what SOURCE_DATE_EPOCH says."""
    given = os.environ.get("SOURCE_DATE_EPOCH")
    if given:
        return int(given)
    return int(output_of(["git", "log", "-1", "--format=%ct"], ROOT) or 0)


def output_of(command: list[str], folder: Path) -> bytes:
    """Return what a command writes. Raises SystemExit when it fails."""
    done = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, check=False)
    if done.returncode not in {0, 3}:
        raise SystemExit(f"{command} ended with {done.returncode}")
    return done.stdout


def make_installer(folder: Path, out: Path) -> Path:
    """Pack a Windows folder into an installer for one person, which needs no administrator."""
    installer = out / f"readiness-{__version__}-windows-x64-setup.exe"
    definitions = {"VERSION": __version__, "FOLDER": folder, "OUT": installer, "WORK": out / "work"}
    signer = os.environ.get("READINESS_SIGN_WITH")  # a command that takes a file, without blanks in its own path
    if signer:
        definitions["SIGN"] = signer
    command = [
        "makensis",
        "-V2",
        "-INPUTCHARSET",
        "UTF8",
        *(f"-D{name}={value}" for name, value in definitions.items()),
    ]
    variables = {**os.environ, "SOURCE_DATE_EPOCH": str(source_date())}
    subprocess.run([*command, str(HERE / "installer.nsi")], env=variables, check=True)
    return installer


def write_sums(out: Path) -> Path:
    """Write the SHA-256 of every finished file, as ``sha256sum --check`` reads it; with RELEASE_KEY, sign that."""
    files = sorted(path for path in out.iterdir() if path.suffix in {".xz", ".deb", ".exe", ".dmg"})
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in files]
    sums = out / "SHA256SUMS"
    sums.write_text("".join(lines), encoding="utf-8", newline="\n")
    sums.with_name("SHA256SUMS.minisig").unlink(missing_ok=True)  # of what was there before
    secret = os.environ.get("RELEASE_KEY")
    if secret:
        from signatures import public_line, sign

        from readiness.documents.trust.signing import SigningKey

        key = SigningKey(base64.b64decode(secret))
        sign(sums, key, f"Readiness {__version__}")
        print(f"signed: minisign -V -P {public_line(key.public)} -m SHA256SUMS")
    return sums
