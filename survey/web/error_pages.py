"""The pages of errors, for both doors: what went wrong, what was kept, and what to do.

It knows statuses and sentences. It knows no route, no study and no person.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask import Response
from jinja2 import Environment

from survey.web.rendering.localisation import N_, speaker

HTML = "text/html; charset=utf-8"

#: The heading and the sentence of each status; `BROKEN` is said of any other.
MESSAGES = {
    400: (
        N_("This address is not ours."),
        N_("Use the address of the form as it was given to you."),
    ),
    404: (
        N_("This page is not here."),
        N_("Check the address, or ask whoever gave it to you."),
    ),
    405: (
        N_("This page cannot be opened like that."),
        N_("Go back to the address of the form."),
    ),
    408: (
        N_("This page took too long to reach us."),
        N_(
            "Nothing was sent. What you wrote on this page could not be kept. Where you asked for "
            "a code, it keeps what you wrote before. You can try again where the connection is "
            "better."
        ),
    ),
    413: (
        N_("That was too much for one page."),
        N_("Nothing was sent. Go back and write a little less."),
    ),
    415: (
        N_("Files cannot be sent here."),
        N_(
            "Nothing was sent. Do not send, save or forward images, even as proof. The "
            "services on the support page help to get them taken down."
        ),
    ),
    503: (
        N_("Not now."),
        N_(
            "Something has to be put right on our side first. Nothing was changed. You can try "
            "again later, from the address that you were given."
        ),
    ),
}
NOT_AS_PINNED = (
    N_("This form takes nothing in just now."),
    N_(
        "Something about it is not as it was when it was published. Until the people who run it "
        "have looked, nothing is sent, so that nobody else can read it."
    ),
)
BROKEN = (
    N_("Something went wrong on our side."),
    N_("Nothing was changed. You can try again in a while, from the address that you were given."),
)


def error_page(
    environment: Environment,
    context: Mapping[str, object],
    language: str,
    status: int,
    said: tuple[str, str] | None = None,
) -> Response:
    """Return the page of a status, with its own sentences or with `said`, marked for translation.

    `context` is what the layout needs, in a language of the interface.
    """
    heading, words = said or MESSAGES.get(status, BROKEN)
    speak = speaker(language)
    page = environment.get_template("public/message.html").render(
        context, heading=speak(heading), paragraphs=[speak(words)]
    )
    return Response(page, status=status, content_type=HTML)


def not_now(page: str) -> Response:
    """Return a page that says that nothing could be taken in just now, with that status (503)."""
    return Response(page, status=503, content_type=HTML)


def later(page: str) -> Response:
    """Return a page with the status that says: not now (RFC 6585, 429)."""
    return Response(page, status=429, headers={"Retry-After": "300"}, content_type=HTML)
