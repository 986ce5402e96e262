"""What the tests of ``readiness check`` share."""

from __future__ import annotations

from pathlib import Path

from readiness import paths

VOICE = "com.example.voice-agent"
CHAT = "com.example.chat-agent"
ANSWERS = ("--answer", "line=fibre", "--answer", "antivirus=yes", "--answer", "second-screen=sí")
QUICK = ("--only", "memory.installed")


def outcomes(report: dict[str, list[dict[str, str]]]) -> dict[str, str]:
    return {one["id"]: one["outcome"] for one in report["requirements"]}


def spec(name: str) -> Path:
    return paths.specs() / f"{name}.json"
