"""The only way in which somebody's own words enter a report: as a Quote made here.

It knows words that were opened, what their writer allowed and who looked at them. It must not know
whose they are, nor which words come from one person.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import InitVar, dataclass

from survey.answers.screening import LONGEST, findings
from survey.disclosure.release import Release, Words
from survey.errors import DisclosureRefused

_KEPT = "Nothing was put into a report."
_DOOR = object()


@dataclass(frozen=True, slots=True, order=True)
class Quote:
    """Words that may stand in a report, and the role they were answered in, where that is safe.

    There is no field for a person, a record, a time or another quote, so none can be given away.
    Only `quotable` can make one.
    """

    words: str
    language: str
    role: tuple[tuple[str, str], ...] = ()
    door: InitVar[object] = None

    def __post_init__(self, door: object) -> None:
        if door is not _DOOR:
            raise DisclosureRefused("A quote can only be made by `quotable`.", kept=_KEPT)

    def role_label(self, language: str) -> str:
        """Return the words of the role, or those of the first language; "" where none is shown."""
        said = dict(self.role)
        return said.get(language) or next(iter(said.values()), "")


def quotable(
    words: str,
    language: str,
    *,
    may_quote: bool,
    redacted_by: str,
    approved_by: str,
    role: tuple[str, str] | None = None,
    release: Release | None = None,
    regions: Sequence[str] = (),
) -> Quote:
    """Return the Quote of words that were redacted; DisclosureRefused where a rule says no.

    `may_quote` is what the writer chose; `redacted_by` and `approved_by` are two different people
    of the team. `role` is (question id, option id) of how the writer answered; it is shown only
    when `release` prints the count of that option and the question is not sensitive. `regions` are
    countries whose telephone numbers are looked for once more.
    """
    if not may_quote:
        raise _refused(
            "The writer did not allow these words to be quoted.",
            "Count and sum them up; never quote them.",
        )
    first, second = (" ".join(name.split()).casefold() for name in (redacted_by, approved_by))
    if not first or not second:
        raise _refused(
            "Two people have to look at a quote, and one of them is missing.",
            "Name who redacted it and who approved it.",
        )
    if first == second:
        raise _refused(
            "The same person redacted and approved these words.",
            "Ask a second person to approve them.",
        )
    kept = words.strip()
    if not kept:
        raise _refused("There are no words left to quote.", "Leave this quote out.")
    if len(kept) > LONGEST:
        raise _refused("These words are longer than any answer can be.", "Shorten them.")
    if found := findings(kept, regions):
        raise _refused(
            f"These words still hold what could point to someone: {found[0].kind}.",
            "Redact them again.",
        )
    label = _role(role, release) if role is not None else {}
    return Quote(kept, language, tuple(label.items()), door=_DOOR)


def side_by_side(quotes: Iterable[Quote]) -> tuple[Quote, ...]:
    """Return quotes in the order in which a report may print them: by their words, each once.

    An order in which they came or were chosen could show which are of one person.
    """
    return tuple(sorted(set(quotes)))


def _role(role: tuple[str, str], release: Release | None) -> Words:
    question_id, option_id = role
    questions = release.questions if release is not None else ()
    for question in questions:
        if question.id != question_id or question.sensitive:
            continue
        for row in question.rows:
            if row.id == option_id and row.kind == "option" and row.shown.count is not None:
                assert release is not None
                if not row.shown.hidden and row.shown.count >= release.policy.threshold:
                    return row.label
    raise _refused(
        "This role is not counted in a published result, or too few people have it.",
        "Quote the words without a role.",
    )


def _refused(what: str, do: str) -> DisclosureRefused:
    return DisclosureRefused(what, kept=_KEPT, do=do)
