"""Pages and pieces that only say something, in the context of what they belong to.

It knows templates and sentences that are marked for translation. It knows no request and no key.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence

from jinja2 import Environment

from survey.web.rendering.frames import cut
from survey.web.rendering.localisation import speaker


class PlainPages(ABC):
    """What the pages of a study, or of a council, can say with no template of their own."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment

    @abstractmethod
    def context(self, language: str) -> dict[str, object]:
        """Return what every template may use."""

    def part(self, template: str, language: str, **values: object) -> str:
        """Render a template that is rarely needed, on the spot."""
        shown = self.context(language) | values
        return self._environment.get_template(template).render(shown)

    def on_the_spot(
        self, template: str, language: str, slots: Mapping[str, str], **values: object
    ) -> str:
        """Return a page with slots that is rarely needed; `slots` are escaped already."""
        return cut(self._environment, template, **self.context(language), **values).fill(slots)

    def message(
        self,
        language: str,
        sentences: Sequence[str],
        link: tuple[str, str] = ("", ""),
        code: str = "",
    ) -> str:
        """Return a page that only says something: a heading and paragraphs, marked for translation.

        `link` is an address and its words; `code` is shown as it is.
        """
        speak = speaker(language)
        heading, *paragraphs = (speak(words) for words in sentences)
        return self.part(
            "public/message.html",
            language,
            heading=heading,
            paragraphs=paragraphs,
            link=link[0],
            link_text=speak(link[1]),
            code=code,
        )

    def notice(self, language: str, *sentences: str) -> str:
        """Return a notice to stand at the top of a page, as HTML; its sentences are marked."""
        heading, *paragraphs = (speaker(language)(words) for words in sentences)
        template = self._environment.get_template("parts/notice.html")
        return template.render(heading=heading, paragraphs=paragraphs)
