"""What trustees can open together at the desk: what an entry of each kind says.

To add a kind, write a `KindOfOpening` in a module of its own (as `opening_of_numbers` does), and
name it in `OPENINGS` of `opening_pages`; its pages are there by that.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from survey.sealing.public_keys import ShelfLabel
from survey.services.jobs.open_in_child import OpenTogether
from survey.services.steps.gather_sheets import ReadyToOpen
from survey.storage.instance import Instance


@dataclass(frozen=True, slots=True)
class KindOfOpening:
    """One thing that trustees open together.

    Its pages are at /studies/ID/opening/SLUG or /councils/ID/opening/SLUG: sheets of as many
    signed-in trustees as are needed are collected in memory for an hour, each of them compares the
    fingerprint and ticks that it is the same, and when enough fit, `run` is called in a process of
    its own, which gets the sheets through a pipe and dies with its task.
    """

    #: The last part of the address, such as "numbers".
    slug: str
    #: Whose page it is, and how its address begins.
    of: Literal["study", "council"]
    #: The title of the page, also the words for it in the journal.
    heading: str
    #: The lists of a sheet that trustees type: "numbers", "words" or both.
    lists: tuple[ShelfLabel, ...]
    #: (instance, id, now): what is opened; a SurveyError where it cannot be opened now, whose
    #: sentences the page shows.
    ready: Callable[[Instance, str, datetime], ReadyToOpen]
    #: (instance, id, sheets, now, tell): opens, and returns what is said afterwards. It is a
    #: function of a module below `services`, because another process imports it, and imports inside
    #: itself what is slow. `tell(done, total)` says how far it is.
    run: OpenTogether
    #: What opening does, in one or two sentences.
    does: str
    #: What of it can never be undone, as sentences.
    forever: str
    #: Who, and what they do or see of it ("Nobody" included).
    who: tuple[tuple[str, str], ...]
    #: The end of the address, after that of the study or council, at which stands what came of it.
    after: str
    #: (instance, id): whether there is something to see there.
    came: Callable[[Instance, str], bool]
    #: The end of the address that leads through the same on another machine ("": there is none).
    elsewhere: str = ""

    def home(self, of: str) -> str:
        """Return the address of the study or council."""
        return f"/{'studies' if self.of == 'study' else 'councils'}/{of}"

    def address(self, of: str) -> str:
        """Return the address of its page for a study or council."""
        return f"{self.home(of)}/opening/{self.slug}"
