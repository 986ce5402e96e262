"""A check's own question with its answers, in the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from readiness.checks.base import Guidance
    from readiness.cli.terminal.console import Console


def chosen(question: Guidance, console: Console) -> str:
    """Offer the answers by number and return the id of the chosen one, "" for none.

    Where nobody can be asked nothing is shown. Any other text than a number on offer is no
    answer: nobody is held up by a slip, and no answer never passes.
    """
    if not console.answered:
        return ""
    for number, choice in enumerate(question.choices, 1):
        console.note(f"  {number}  {console.translator.say(choice.text)}")
    text = (console.ask(console.text("guide.choose")) or "").strip()
    offered = {str(number): choice.id for number, choice in enumerate(question.choices, 1)}
    return offered.get(text, "")
