"""A crowd at the door: who sends while far more than usual send waits once, for two minutes.

What it notes travels sealed in the page, and is not kept.
"""

from __future__ import annotations

from dataclasses import replace

from survey.web.public.form.form_request import FormRequest

#: Minutes that somebody waits between asking to send and sending.
WAIT = 2


def has_waited(req: FormRequest) -> bool:
    """Tell whether whoever holds this page asked to send long enough ago."""
    return bool(req.draft.asked) and _minute(req) - req.draft.asked >= WAIT


def waiting(req: FormRequest) -> FormRequest:
    """Return the hand with a page that says since when it waits: since it was first asked."""
    return req.with_draft(replace(req.draft, asked=req.draft.asked or _minute(req)))


def _minute(req: FormRequest) -> int:
    return int(req.site.clock().timestamp()) // 60
