"""What somebody has to look at before anything else: first on the page, in the title, in focus."""

from __future__ import annotations

from collections.abc import Iterable

from jinja2 import Environment

from survey.web.rendering.frames import safe
from survey.web.rendering.localisation import N_, speaker

#: The title of a page with something to look at. It says no more, for it stays in a history.
TITLE = N_("Form: something to look at")


def look(
    environment: Environment, language: str, sentences: Iterable[str], to: str = ""
) -> dict[str, str]:
    """Return the slots of a page that says something first, in sentences of its language.

    `to` is the id of the field that is to be typed into again; "" where nothing is wrong with one.
    """
    speak = speaker(language)
    template = environment.get_template("parts/look.html")
    slots = {
        "look": template.render(_=speak, sentences=list(sentences), to=to),
        "title": safe(speak(TITLE)),
    }
    if to:
        slots |= {"also": " look.words", "wrong": ' aria-invalid="true"'}
    return slots
