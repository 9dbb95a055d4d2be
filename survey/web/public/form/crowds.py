"""A crowd at the door: who sends while far more than usual send waits once, for two minutes.

What it notes travels sealed in the page, and is not kept.
"""

from __future__ import annotations

from dataclasses import replace

from survey.web.public.form.form_request import FormRequest

#: Minutes that somebody waits between asking to send and sending.
WAIT = 2


def has_waited(hand: FormRequest) -> bool:
    """Tell whether whoever holds this page asked to send long enough ago."""
    return bool(hand.draft.asked) and _minute(hand) - hand.draft.asked >= WAIT


def waiting(hand: FormRequest) -> FormRequest:
    """Return the hand with a page that says since when it waits: since it was first asked."""
    return hand.with_draft(replace(hand.draft, asked=hand.draft.asked or _minute(hand)))


def _minute(hand: FormRequest) -> int:
    return int(hand.door.clock().timestamp()) // 60
