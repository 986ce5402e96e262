"""The questions only the person can answer: from ``--answer``, else asked where somebody can be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Final

from readiness.cli.terminal.exit_codes import UsageError
from readiness.documents.json_text.problems import nearest
from readiness.domain.facts import Value
from readiness.domain.profile import Question
from readiness.text import clean_line

if TYPE_CHECKING:
    from readiness.cli.terminal.console import Console
    from readiness.documents.profile.file import ProfileDocument

YES: Final = frozenset({"y", "yes", "true", "s", "si", "sí", "はい", "1"})
NO: Final = frozenset({"n", "no", "false", "いいえ", "0"})
_TRIES: Final = 3


class Asked:
    """The questions of some profiles. An answer is keyed by ``<profile id>#<requirement id>``."""

    def __init__(self, documents: Iterable[ProfileDocument], console: Console) -> None:
        self._console = console
        self._questions = {
            f"{document.profile.id}#{requirement.id}": requirement.question
            for document in documents
            for requirement in document.profile.requirements
            if requirement.question
        }

    def given(self, answers: Iterable[str]) -> dict[str, Value]:
        """Return what ``ID=VALUE`` says, ``ID`` meaning that question in every profile.

        Raises:
            UsageError: it has another form, names no question, or answers none.
        """
        found: dict[str, Value] = {}
        for text in answers:
            id_, equals, value = text.partition("=")
            if not equals:
                raise UsageError(self._console.text("cli.answer_form", answer=text))
            for key in self._meant(id_.strip()):
                answer = understood(value, self._questions[key])
                if answer is None:
                    raise UsageError(self._not_understood(value, key))
                found[key] = answer
        return found

    def ask(self, known: Mapping[str, Value]) -> dict[str, Value]:
        """Ask the person for every answer that is not known; those left open are left out."""
        left = [key for key in self._questions if key not in known]
        if not left or not self._console.answered:
            return {}
        self._console.note(self._console.text("cli.questions"))
        answers = {key: self._answer(key) for key in left}
        self._console.note("")
        return {key: answer for key, answer in answers.items() if answer is not None}

    def _meant(self, id_: str) -> list[str]:
        keys = [key for key in self._questions if id_ in {key, key.partition("#")[2]}]
        if keys:
            return keys
        known = [key.partition("#")[2] for key in self._questions]
        near = nearest(id_, known)
        if near:
            raise UsageError(self._console.text("cli.unknown_question_near", id=id_, nearest=near))
        if known:
            raise UsageError(self._console.text("cli.unknown_question", id=id_, known=", ".join(dict.fromkeys(known))))
        raise UsageError(self._console.text("cli.no_questions"))

    def _answer(self, key: str) -> Value | None:
        question, console = self._questions[key], self._console
        console.note("")
        for _ in range(_TRIES):
            text = console.ask("\n".join(_lines(question, console)))
            if not text:
                return None
            answer = understood(text, question)
            if answer is not None:
                return answer
            console.note(self._not_understood(text, key))
        return None

    def _not_understood(self, text: str, key: str) -> str:
        words = ", ".join(_words(self._questions[key], self._console))
        return self._console.text("cli.answer_not_understood", answer=text, id=key.partition("#")[2], known=words)


def agreed(answer: str | None) -> bool:
    """Whether an answer to a question that offers yes is one; Enter alone is, silence is not."""
    return answer is not None and answer.casefold() not in NO


def understood(text: str, question: Question) -> Value | None:
    """Return the answer a text means, in any of the languages, or by its number; None when it means nothing."""
    folded = text.strip().casefold()
    for number, choice in enumerate(question.choices, 1):
        texts = question.choice_texts.get(choice)
        names = {choice, *(texts.by_language.values() if texts else ())}
        if folded in {name.casefold() for name in names} or folded == str(number):
            return choice
    if question.choices or folded not in YES | NO:
        return None
    return folded in YES


def _lines(question: Question, console: Console) -> Iterator[str]:
    text = clean_line(question.text.in_language(console.translator.language))
    if not question.choices:
        yield console.text("report.aside", text=text, note=" / ".join(_words(question, console)))
        return
    yield text
    for number, words in enumerate(_words(question, console), 1):
        yield f"  {number}  {words}"
    yield console.text("cli.number_or_word")


def _words(question: Question, console: Console) -> list[str]:
    if not question.choices:
        return [console.text("cli.yes"), console.text("cli.no")]
    language = console.translator.language
    texts = [question.choice_texts.get(choice) for choice in question.choices]
    return [
        clean_line(text.in_language(language)) if text else choice
        for text, choice in zip(texts, question.choices, strict=True)
    ]
