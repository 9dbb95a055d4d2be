"""What one person has in hand while they answer, and its bytes, which travel sealed in their page.

It stores nothing and knows no request, address or person.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from survey.errors import PageStateDamaged
from survey.questionnaire.model import MAY_QUOTE, TEXT_LIMIT, Questionnaire, Written
from survey.questionnaire.rules import Entries

#: The page before the first question.
CONSENT = "consent"
#: What a thank-you page may need to carry: a payment code of 200 characters is most of it.
_AFTER_SIZE = 1300
#: Letters of what was typed as a code that travel along, and the bytes that they can need.
CARD_TYPED = 40
_CARD_SIZE = 6 * CARD_TYPED + 10
_written = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True)
class Draft:
    """What one person has in hand: never stored, only sealed into their page.

    `submission_id` is 16 random bytes; `phrase` six word numbers for the receipt; `code` those of
    the code to come back with, shown only when it is asked for. `at` is the page that was shown
    last on the road, to which the asides lead back. `member` is what the words of a council member
    give (32 bytes), `own` their last ratings by question: empty until the words were typed.
    `skipped` are ids of sections that the person skipped: what was written there is kept, and not
    sent. `noted` are ids of sections whose own content note was read on the way to questions.
    `kept` says that something of it lies under the code, so that no page says otherwise. `asked` is
    the minute in which sending was first asked for in a crowd, 0 for never. `card` is what was
    typed as the code of a card, at most CARD_TYPED letters of it.
    """

    submission_id: bytes = field(repr=False)
    phrase: tuple[int, ...] = field(repr=False)
    code: tuple[int, ...] = field(repr=False)
    language: str
    entries: Entries = field(default_factory=dict, repr=False)
    at: str = CONSENT
    member: bytes = field(default=b"", repr=False)
    own: Mapping[str, int] = field(default_factory=dict, repr=False)
    skipped: frozenset[str] = field(default=frozenset(), repr=False)
    noted: frozenset[str] = field(default=frozenset(), repr=False)
    kept: bool = field(default=False, repr=False)
    asked: int = field(default=0, repr=False)
    card: str = field(default="", repr=False)


def state_size(questionnaire: Questionnaire, *, member: bool, entrance: bool) -> int:
    """Return the bytes that the fullest draft can need; `member`: of a round that members answer,
    `entrance`: a code can be given."""
    size = max(_AFTER_SIZE, _largest_draft(questionnaire))
    size += _members_part(questionnaire) if member else 0
    return size + (_CARD_SIZE if entrance else 0)


def write_draft(draft: Draft) -> bytes:
    """Return a draft as bytes, to be sealed; at most `state_size` - 4 of its form."""
    content: dict[str, object] = {
        "i": draft.submission_id.hex(),
        "w": draft.phrase,
        "l": draft.language,
        "e": draft.entries,
        "a": draft.at,
        "c": draft.code,
    }
    if draft.skipped:
        content["k"] = sorted(draft.skipped)
    if draft.noted:
        content["n"] = sorted(draft.noted)
    if draft.kept:
        content["p"] = ["kept"]
    if draft.asked:
        content["t"] = draft.asked
    if draft.card:
        content["g"] = draft.card
    if draft.member:
        content |= {"m": draft.member.hex(), "o": dict(draft.own)}
    return _written(content).encode()


def read_draft(payload: bytes) -> Draft:
    """Return the draft that `write_draft` wrote; PageStateDamaged for other bytes."""
    try:
        content = json.loads(payload)
        return Draft(
            bytes.fromhex(content["i"]),
            tuple(content["w"]),
            tuple(content["c"]),
            content["l"],
            {question: tuple(chosen) for question, chosen in content["e"].items()},
            content["a"],
            bytes.fromhex(content.get("m", "")),
            {str(question): int(point) for question, point in content.get("o", {}).items()},
            frozenset(map(str, content.get("k", ()))),
            frozenset(map(str, content.get("n", ()))),
            bool(content.get("p")),
            int(content.get("t", 0)),
            str(content.get("g", "")),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise PageStateDamaged("This page could not be read.") from error


def _largest_draft(questionnaire: Questionnaire) -> int:
    """Return the bytes that the fullest draft can need, so that every page has one size."""
    size = 256 + sum(2 * (len(section.id) + 3) for section in questionnaire.sections)
    for question in questionnaire.questions():
        size += len(question.id) + 6
        if isinstance(question, Written):
            size += 4 * TEXT_LIMIT + 3 + len(MAY_QUOTE) + 3
        else:
            size += sum(len(option.id) + 3 for option in question.options)
    return size


def _members_part(questionnaire: Questionnaire) -> int:
    """Return the bytes that a member's key and own last ratings can need beside the answers."""
    return 90 + sum(len(question.id) + 5 for question in questionnaire.questions())
