"""Key ceremonies that are under way in this process: whose sheets wait, and why one has ended.

It knows links and the sheets behind them in memory only, and shows none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from flask import current_app, redirect, request
from werkzeug.wrappers import Response

from survey.errors import SurveyError
from survey.sealing.public_keys import fingerprint, in_groups
from survey.services.steps.hand_out_sheets import Ceremony
from survey.web.desk.access import acting_instance, current_staff
from survey.web.desk.account_forms import PressForm
from survey.web.desk.desk_page import desk_page, error_text, number_of
from survey.web.desk.desk_state import desk_address, desk_state


class CeremonyEnd(NamedTuple):
    """How a ceremony ended, for whoever opens one of its links; `why` for its coordinator."""

    heading: str
    words: str
    why: str
    status: int = 422


_DESTROY = "Nothing was published. Destroy the sheet that you printed: it opens nothing."
HOUR_OVER = CeremonyEnd(
    "The hour is over, so the keys were thrown away.",
    f"Not everybody confirmed in time. {_DESTROY} The coordinator begins again.",
    "An hour went by before everybody confirmed, so the keys were thrown away.",
)
STOPPED = CeremonyEnd(
    "The keys were thrown away.",
    f"A coordinator stopped. {_DESTROY}",
    "A coordinator threw the keys away.",
)
NOT_ON_PAPER = CeremonyEnd(
    "The keys were thrown away, because one sheet is not on paper.",
    f"That can happen, and nobody has lost anything. {_DESTROY} The coordinator begins again.",
    "One sheet was shown and is not on paper, so the keys were thrown away.",
)
BEGUN_AGAIN = CeremonyEnd(
    "This link is over: somebody began again.",
    f"{_DESTROY} Ask the coordinator for your new link.",
    "Somebody began again.",
)
TAKEN = CeremonyEnd(
    "Somebody has taken this sheet with their account.",
    "Was it you? Then go on there. If it was somebody else, tell the coordinator at once.",
    "Somebody took a sheet with their account.",
)
#: What is said where nothing is known any more: whether a study came of it is not known either.
NOT_KNOWN = CeremonyEnd(
    "There is no share sheet here now.",
    "The link may be wrong, or the desk was started anew: sheets wait in its memory alone. Ask the "
    "coordinator whether to begin again. Keep a sheet that you confirmed until they have told you.",
    "None were made, or the desk was started anew: then the sheets that waited are gone.",
    404,
)


@dataclass
class _Running:
    ceremony: Ceremony
    links: set[str] = field(repr=False)


class Ceremonies:
    """The ceremonies of one process, each under the id of what it founds."""

    def __init__(self) -> None:
        self._running: dict[str, _Running] = {}
        self._why: dict[str, CeremonyEnd] = {}
        self._ended: dict[str, CeremonyEnd] = {}

    def begin(self, of: str, ceremony: Ceremony) -> None:
        """Let a ceremony begin; one that is under way for the same ends, and is forgotten."""
        before = self._running.get(of)
        if before is not None:
            before.ceremony.hand_out.forget()
            self.end(of, BEGUN_AGAIN)
        self._running[of] = _Running(ceremony, set(ceremony.hand_out.links()))

    def running(self, of: str) -> Ceremony | None:
        """Return the ceremony of something; None where there is none, or its hour is over."""
        found = self._running.get(of)
        if found is not None and found.ceremony.hand_out.is_over:
            self.end(of, HOUR_OVER)
            return None
        return found.ceremony if found else None

    def sweep(self) -> None:
        """Let every ceremony end whose hour is over."""
        for of in tuple(self._running):
            self.running(of)

    def behind(self, link: str) -> tuple[str, Ceremony] | None:
        """Return the ceremony of which a link shows a sheet, after the id of what it founds."""
        for of in tuple(self._running):
            ceremony = self.running(of)
            if ceremony is not None and ceremony.hand_out.is_known(link):
                return of, ceremony
        return None

    def add_link(self, of: str, link: str) -> None:
        """Remember a link that came later: what is said at its end is said to it, too."""
        if of in self._running:
            self._running[of].links.add(link)

    def claim(self, of: str, number: int, account_id: str) -> str | None:
        """Let an account take a sheet, and return the secret of its link; None where none wait.

        What was handed over as its link says from then on that it was taken. SharesRefused as in
        `SheetHandOut.claim`.
        """
        found = self.running(of)
        if found is None:
            return None
        before = found.hand_out.links()
        link = found.hand_out.claim(number, account_id)
        self.add_link(of, link)
        if link not in before:
            self._ended[before[number - 1]] = TAKEN
        return link

    def end(self, of: str, how: CeremonyEnd) -> None:
        """Let go of a ceremony, and remember how it ended."""
        found = self._running.pop(of, None)
        if found is not None:
            self._why[of] = how
            self._ended.update(dict.fromkeys(found.links, how))

    def why(self, of: str) -> CeremonyEnd:
        """Return how the last ceremony of something ended."""
        return self._why.get(of, NOT_KNOWN)

    def end_of(self, link: str) -> CeremonyEnd:
        """Return how the ceremony of a link ended."""
        return self._ended.get(link, NOT_KNOWN)


def ceremonies() -> Ceremonies:
    """Return the ceremonies of this process."""
    found: Ceremonies = current_app.extensions.setdefault("ceremonies", Ceremonies())
    return found


def sheet_waits(ceremony: Ceremony, account_id: str) -> bool:
    """Tell whether a sheet waits for an account: one that it took, or else one that is free."""
    of = ceremony.hand_out
    rows = tuple(zip(of.holders(), of.shown(), of.confirmed(), strict=True))
    mine = [confirmed for holder, _, confirmed in rows if holder == account_id]
    if mine:
        return not all(mine)
    return any(not holder and not shown for holder, shown, _ in rows)


def is_done(ceremony: Ceremony) -> CeremonyEnd:
    """Return the end of a ceremony in which everybody confirmed."""
    if ceremony.rehearsal:
        return CeremonyEnd(
            "Everybody has practised",
            "This was practice: your sheet opens nothing. Destroy it, so that it is not taken for "
            "the real one.",
            "Everybody has practised. Nothing was published, and nothing was changed.",
            200,
        )
    return CeremonyEnd(
        f"“{ceremony.title}” is open now",
        "Everybody has a sheet. Yours is on your paper only; keep it in a safe place, apart from "
        "the others. Every 30 days you are asked for three words of it.",
        "Everybody has a sheet.",
        200,
    )


def to_claim(ceremony: Ceremony | None, account_id: str) -> list[tuple[str, bool, str]]:
    """Return of each sheet its role, whether it was shown, and what an account may do with it:
    "take" it, or nothing, since it is "gone" or they have "another"."""
    if ceremony is None:
        return []
    of = ceremony.hand_out
    holders = of.holders()
    mine = account_id in holders
    may = [
        "take" if holder == account_id or not (holder or mine) else "gone" if holder else "another"
        for holder in holders
    ]
    return list(zip(ceremony.trustees, of.shown(), may, strict=True))


def claim_page(of: str, here: str, *, wrong: str = "", status: int = 200) -> Response:
    """Return the page at the address `here` that asks a trustee which sheet is theirs."""
    found = ceremonies().running(of)
    hand_out = found.hand_out if found else None
    return desk_page(
        "desk/claim_sheet.html",
        status=status,
        here=here,
        rehearsal=found is not None and found.rehearsal,
        trustees=to_claim(found, current_staff().account_id),
        until=f"{hand_out.until:%H:%M} UTC" if hand_out else "",
        form=PressForm(formdata=None),
        wrong=wrong,
    )


def take_claimed(of: str, here: str) -> Response:
    """Lead a trustee to the page that shows the sheet whose number they sent."""
    number = number_of(request.form.get("number", "")) or 0
    try:
        link = ceremonies().claim(of, number, current_staff().account_id)
    except SurveyError as error:
        return claim_page(of, here, wrong=error_text(error), status=422)
    return claim_page(of, here) if link is None else redirect(f"/sheet/{link}", 303)


def stop_by_coordinator(of: str) -> None:
    """Throw away the keys that wait, where there are any."""
    found = ceremonies().running(of)
    if found is not None:
        found.stop(acting_instance(), desk_state().today(), STOPPED.why)
        ceremonies().end(of, STOPPED)


def key_prints(ceremony: Ceremony) -> list[tuple[str, list[str]]]:
    """Return the fingerprint of each key in groups of four, with its name."""
    public = ceremony.hand_out.keys
    pairs = ("Numbers key", public.numbers_public), ("Words key", public.words_public)
    return [(name, in_groups(fingerprint(key)).split()) for name, key in pairs]


def keys_page(ceremony: Ceremony, here: str, back: tuple[str, str]) -> Response:
    """Return the page of who has confirmed, at the address `here`; `back` leads away from it."""
    of = ceremony.hand_out
    links = [f"{desk_address()}/sheet/{link}" for link in of.links()]
    rows = zip(ceremony.trustees, of.confirmed(), of.shown(), of.holders(), links, strict=True)
    return _ceremony_page("desk/keys.html", ceremony, here, back, list(rows))


def script_page(ceremony: Ceremony, here: str, back: tuple[str, str]) -> Response:
    """Return the script of a ceremony, to print and to read aloud."""
    return _ceremony_page("desk/key_script.html", ceremony, f"{here}/script", back)


def keys_over_page(of: str, here: str, back: tuple[str, str], again: Mapping[str, str]) -> Response:
    """Return the page that says why no keys wait; `again` leads on: words by address."""
    return desk_page(
        "desk/keys_over.html", here=here, back=back, why=ceremonies().why(of), again=again
    )


def _ceremony_page(
    template: str, ceremony: Ceremony, here: str, back: tuple[str, str], trustees: object = ()
) -> Response:
    of = ceremony.hand_out
    return desk_page(
        template,
        here=here,
        address=here.removesuffix("/script"),
        back=back,
        title=ceremony.title,
        rehearsal=ceremony.rehearsal,
        holders=ceremony.trustees,
        confirmed=sum(of.confirmed()),
        threshold=ceremony.threshold,
        until=f"{of.until:%H:%M} UTC",
        prints=key_prints(ceremony),
        form=PressForm(formdata=None),
        trustees=trustees,
    )
