"""The file of a round as a moderator writes it, and what is wrong with it by itself.

It knows the keys of each kind of round. It must not know the statements so far, members or answers.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import chain
from typing import Literal

from pydantic import Field

from survey.delphi.files.file_reading import language_flaws, pressing_flaws, twice
from survey.delphi.files.plans import CouncilFile, CouncilTerm, Prompt
from survey.delphi.form.round_form import CHANGED_WHY, ENDINGS, ID_LETTERS, ROLE
from survey.delphi.life.council_life import RoundKind
from survey.delphi.life.statement_changes import Idea, StatementInFile, Why
from survey.delphi.statistics.feedback import both_sides
from survey.errors import BadInput
from survey.questionnaire.files.problems import Finding, Path, shown
from survey.questionnaire.model import Allowed, Id
from survey.questionnaire.texts import EMPTY, Frozen, Text

#: The most letters of what members judge as one thing, with blanks: on a phone of 320 by 568 points
#: it stands above its nine points without scrolling (tests/browser/test_browser_council.py).
STATEMENT_LETTERS = 280
PROMPTS = 6
ITEMS = 7


class Thing(Frozen):
    """Something to put in order."""

    id: Id
    text: Text


class RoundAsWritten(Frozen):
    """A round as it stands in its file; what a kind needs and cannot have is in `_PARTS`."""

    kind: RoundKind
    title: Text
    introduction: Text
    minutes: int | None = Field(default=None, ge=1, le=60)
    content_note: Text = EMPTY
    ask_young: bool = False
    ask_why: bool = True
    why_changed: Text = EMPTY
    prompts: tuple[Prompt, ...] = Field(default=(), max_length=PROMPTS)
    aspects: tuple[Literal["importance", "feasibility"], ...] = ()
    ideas: tuple[Idea, ...] = ()
    bring_back: tuple[Why, ...] = ()
    statements: tuple[StatementInFile, ...] = ()
    drop: tuple[Why, ...] = ()
    terms: tuple[CouncilTerm, ...] = ()
    question: Text = EMPTY
    items: tuple[Thing, ...] = Field(default=(), max_length=ITEMS)
    allowed: tuple[Allowed, ...] = Field(default=(), max_length=20)


_RATED = ("statements", "aspects", "ideas", "bring_back", "drop", "ask_why", "why_changed")
#: Kind -> the keys that it has of its own, the first being what it asks.
_PARTS: Mapping[RoundKind, tuple[str, ...]] = {
    "gather": ("prompts",),
    "rate": _RATED,
    "rate again": _RATED,
    "choose words": ("terms", "ask_why"),
    "rank": ("items", "question"),
}


def parts_of(kind: RoundKind) -> tuple[str, ...]:
    """Return the keys that a kind of round has of its own, the first being what it asks."""
    return _PARTS[kind]


#: The parts whose ids are lengthened into ids of questions.
_JUDGED = ("ideas", "statements", "terms")
_OWN = frozenset(chain.from_iterable(_PARTS.values()))


def flaws(
    written: RoundAsWritten, keys: Collection[str], council: CouncilFile
) -> Iterator[Finding]:
    """Return what must change in a file with these keys; texts have the first language under ""."""
    yield from language_flaws(written, council.languages)
    yield from chain(
        _parts(written, keys),
        _aspects(written),
        _ids(written),
        _young(written, council),
        _tone(written),
        _lengths(written),
    )
    yield from _sides("statements", written.statements)
    yield from _sides("terms", written.terms)


def _parts(written: RoundAsWritten, keys: Collection[str]) -> Iterator[Finding]:
    known = _PARTS[written.kind]
    for name in keys:
        if name in _OWN and name not in known:
            what = f"“{name}” has no place in a round of the kind {shown(written.kind)}"
            yield Finding((name,), what, f"Take it out; such a round has {', '.join(known)}")
    asked = known[0]
    if not getattr(written, asked) and written.kind != "rate again":
        what = f"a round of the kind {shown(written.kind)} asks nothing without “{asked}”"
        yield Finding((asked,), what, f"Add “{asked}:” with a list")
    if len(written.items) == 1:
        yield Finding(("items",), "one thing cannot be put in order", "Write 2 to 7")


def _aspects(written: RoundAsWritten) -> Iterator[Finding]:
    if sorted(written.aspects) not in ([], ["feasibility", "importance"]):
        do = "Write “[importance, feasibility]”, or leave it out to ask for agreement"
        yield Finding(("aspects",), "the two aspects are rated together", do)


def _ids(written: RoundAsWritten) -> Iterator[Finding]:
    for name in ("prompts", "ideas", "statements", "terms", "items", "drop", "bring_back"):
        places: list[tuple[Path, str]] = [
            ((name, i, "id"), one.id) for i, one in enumerate(getattr(written, name))
        ]
        yield from twice(places)
        for path, id_ in places:
            if len(id_) > ID_LETTERS:
                what = f"{shown(id_)} has {len(id_)} letters"
                yield Finding(path, what, f"Keep ids to {ID_LETTERS} letters")
            if id_ in (ROLE, CHANGED_WHY) or (name in _JUDGED and id_.endswith(ENDINGS)):
                what = f"{shown(id_)} is, or ends like, an id that is used for other questions"
                yield Finding(path, what, "Choose another id")


def _young(written: RoundAsWritten, council: CouncilFile) -> Iterator[Finding]:
    if council.audience.young is None:
        return
    if written.content_note and not written.ask_young:
        what = "a round with a content note is not put to young people"
        do = "Take it out; or write “ask_young: true” here, when your approval covers it"
        yield Finding(("content_note",), what, do)
    if len(written.prompts) > 1:
        what = "young people are asked for their own words more than once"
        yield Finding(("prompts", 1), what, "Keep one question")


def _tone(written: RoundAsWritten) -> Iterator[Finding]:
    for name in ("title", "introduction", "content_note", "question", "why_changed"):
        text: Text = getattr(written, name)
        yield from pressing_flaws((name,), text)
    for i, prompt in enumerate(written.prompts):
        yield from pressing_flaws(("prompts", i, "text"), prompt.text)


def _lengths(written: RoundAsWritten) -> Iterator[Finding]:
    """Return the statements, terms and things to order that are too long to be judged at once."""
    for name in ("statements", "terms", "items"):
        for i, one in enumerate(getattr(written, name)):
            for code, words in one.text.pairs:
                path: Path = (name, i, "text", code) if code else (name, i, "text")
                yield from too_long(path, words)
    alone = {one.id for one in written.statements if not one.text}
    for i, idea in enumerate(written.ideas):
        if idea.id in alone:
            key = "as_written" if idea.as_written else "in_our_words"
            yield from too_long(("ideas", i, key), idea.words)


def too_long(path: Path, words: str) -> Iterator[Finding]:
    """Return why words are too long to be put to members as one thing to judge."""
    letters = len(" ".join(words.split()))
    if letters > STATEMENT_LETTERS:
        what = (
            f"there are {letters} letters, and at most {STATEMENT_LETTERS} fit on a small phone "
            "above the points to choose; what is longer most often says two things"
        )
        yield Finding(path, what, "Say one thing in fewer words, or make two statements of it")


def _sides(name: str, judged: Sequence[StatementInFile | CouncilTerm]) -> Iterator[Finding]:
    """Return what is wrong with the summaries of reasons, in each language by itself."""
    for i, one in enumerate(judged):
        two = one.in_favour.as_mapping(), one.against.as_mapping()
        for code in dict.fromkeys(chain(*two)):
            try:
                both_sides(*(side.get(code, "") for side in two))
            except BadInput as bad:
                side = "in_favour" if code in two[0] else "against"
                path: Path = (name, i, side, code) if code else (name, i, side)
                what = bad.what[0].lower() + bad.what[1:].rstrip(".")
                yield Finding(path, what, bad.do.rstrip("."))
