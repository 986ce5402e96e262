"""What was sent and what waits, in words; and what a signed report tells besides the report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from readiness.domain.delivery import DeliveryMethod, Post, State
from readiness.domain.message import Message, message
from readiness.text import Translator, clean_line

STATES: Final[Mapping[State, Message]] = {
    State.WAITING: Message("sending.state.waiting"),
    State.STORED: Message("sending.state.stored"),
    State.HANDED_OVER: Message("sending.state.handed_over"),
    State.REFUSED: Message("sending.state.refused"),
    State.GIVEN_UP: Message("sending.state.given_up"),
    State.CANCELLED: Message("sending.state.cancelled"),
}
WAYS: Final[Mapping[DeliveryMethod, Message]] = {
    DeliveryMethod.HTTPS: Message("sending.way.https"),
    DeliveryMethod.PRESIGNED: Message("sending.way.presigned"),
    DeliveryMethod.WEBHOOK: Message("sending.way.webhook"),
    DeliveryMethod.EMAIL: Message("sending.way.email"),
    DeliveryMethod.FILE: Message("sending.way.file"),
}


@dataclass(frozen=True, slots=True)
class PostView:
    """One letter: what, to where, what became of it and when; then why, and when it is tried next, or ""."""

    number: int
    title: str
    where: str
    state: str
    when: str
    error: str
    next_try: str


def describe_post(post: Post, translator: Translator) -> PostView:
    """Return what there is to say of a letter."""
    waits = post.state is State.WAITING and post.tries and not post.being_sent
    return PostView(
        post.number,
        clean_line(post.letter.title),
        clean_line(post.place or post.letter.address),
        translator.say(Message("sending.state.sending") if _is_under_way(post) else STATES[post.state]),
        translator.moment(post.settled or post.created),
        translator.say(post.error) if post.error else "",
        translator.say(message("cli.sent_next", when=translator.moment(post.next_try))) if waits else "",
    )


def _is_under_way(post: Post) -> bool:
    return post.being_sent and post.state is State.WAITING
