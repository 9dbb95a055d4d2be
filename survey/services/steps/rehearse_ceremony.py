"""A key ceremony to practise with: the same sheets and words, and keys that open nothing.

It changes nothing, and nothing of it is stored.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from datetime import date, datetime

from survey.errors import Refused
from survey.services.steps.found_keys import make_sheets
from survey.services.steps.founding_terms import Terms
from survey.services.steps.hand_out_sheets import SheetHandOut
from survey.storage.instance import Instance

#: What stands on the sheets in place of an id: no study has it.
REHEARSED = "practice"


class Rehearsal:
    """Invented sheets for the holders of something that is to be founded."""

    def __init__(
        self,
        title: str,
        trustees: Sequence[str],
        threshold: int,
        clock: Callable[[], datetime],
    ) -> None:
        self.id, self.title = REHEARSED, title
        self.practice = self.rehearsal = True
        self.trustees, self.threshold = tuple(trustees), threshold
        terms = Terms(len(self.trustees), threshold, practice=True)
        self.hand_out = SheetHandOut(*make_sheets(REHEARSED, terms, secrets.token_bytes(32)), clock)

    def confirm(self, link: str, words: tuple[str, ...], today: date) -> bool:
        """Take the words of one holder; return whether all have practised now."""
        return self.hand_out.confirm(link, words)

    def stop(self, instance: Instance, today: date, why: str) -> None:
        """Forget the sheets."""
        self.hand_out.forget()


def rehearse_ceremony(
    title: str, trustees: Sequence[str], threshold: int, clock: Callable[[], datetime]
) -> Rehearsal:
    """Return a ceremony to practise with; Refused where nobody is named yet, SharesRefused for
    impossible numbers."""
    if not trustees:
        raise Refused(
            "No trustees are named yet.", kept="Nothing was changed.", do="Name them first."
        )
    return Rehearsal(title, trustees, threshold, clock)
