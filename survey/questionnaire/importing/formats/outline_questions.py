"""One question of a written questionnaire while it is gathered, and the item that comes of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from survey.questionnaire.importing.foreign_form import AskedFor, ForeignItem, ForeignOption
from survey.questionnaire.importing.formats.label_words import plain_label, with_language
from survey.questionnaire.importing.formats.outline_lines import (
    EntryMark,
    OutlineLine,
    without_field,
)
from survey.questionnaire.importing.formats.outline_scales import scale_of
from survey.questionnaire.importing.formats.outline_words import (
    IN_ORDER,
    NONE_OF_THESE,
    ONE,
    SEVERAL,
    holds_rows,
    is_other,
    is_yes_or_no,
    ordered,
)

#: Options of one question, and letters of an option that has no mark.
MOST_OPTIONS = 300
MOST_LETTERS = 150

MAY_BE_ROWS = "Look: some of these answers may be rows of a table."

_ENDS_OTHER = " \t:：_…(（"


@dataclass(slots=True)
class DraftOption:
    """An answer: its words, its code where one is written, the mark before it."""

    words: str
    mark: EntryMark = ""
    code: str = ""
    apart: bool = False


@dataclass(slots=True)
class DraftQuestion:
    """A question that lines still belong to.

    `closed_off`: nothing more is an answer to it. `points` are those of a scale. `sayings` are
    lines that tell how to answer, `hints` words that go with it.
    """

    line: OutlineLine
    name: str
    options: list[DraftOption] = field(default_factory=list)
    points: list[ForeignOption] = field(default_factory=list)
    sayings: list[str] = field(default_factory=list)
    hints: list[str] = field(default_factory=list)
    closed_off: bool = False

    @property
    def said(self) -> str:
        """Return all that is said about how to answer."""
        return " ".join((self.line.words, *self.sayings))

    def add(self, words: str, mark: EntryMark = "", code: str = "", *, apart: bool = False) -> None:
        """Add an answer, if it has words and there are not too many."""
        if words.strip() and len(self.options) < MOST_OPTIONS:
            self.options.append(DraftOption(words.strip(), mark, code, apart))


@dataclass(frozen=True, slots=True)
class MarkHabits:
    """How a file uses rings and boxes: both for different things, and whether words tell."""

    both: bool
    told_by_words: bool


def item_of(draft: DraftQuestion, habits: MarkHabits) -> ForeignItem:
    """Return the item of a question."""
    kind, options, changes = _answers(draft, habits)
    words, left_out = plain_label(without_field(draft.line.words))
    return ForeignItem(
        where=draft.line.where,
        name=draft.name,
        kind=kind,
        words=with_language(words or draft.name, ""),
        hint=with_language(plain_label(" ".join(draft.hints))[0], ""),
        options=options,
        as_written="question",
        required=draft.line.required,
        changes=(*left_out, *changes),
    )


def _answers(
    draft: DraftQuestion, habits: MarkHabits
) -> tuple[AskedFor, tuple[ForeignOption, ...], tuple[str, ...]]:
    if draft.points:
        return AskedFor.SCALE, tuple(draft.points), ()
    options = _as_scale(draft.options) or options_of(draft.options)
    if not options:
        return AskedFor.TEXT, (), ()
    if IN_ORDER.search(draft.said):
        return AskedFor.RANKING, options, ()
    several, told = _several(draft, habits)
    if several:
        return AskedFor.MULTIPLE, options_of(draft.options, exclude=True), told
    if options and len(options) != len(draft.options):
        return AskedFor.SCALE, options, ()
    said = [one.words for one in draft.options]
    if holds_rows(said):
        return AskedFor.SINGLE, options, (*told, MAY_BE_ROWS)
    if ordered(said) and not _has_gaps(draft.options):
        return AskedFor.SCALE, options, ()
    return AskedFor.SINGLE, options, told


def _as_scale(drafts: list[DraftOption]) -> tuple[ForeignOption, ...]:
    """Return points where answers are numbers in order, with words of the ends around them."""
    said = [one.words for one in drafts]
    begin = next((at for at, words in enumerate(said) if words in ("0", "1")), -1)
    end = begin
    while 0 <= begin <= end < len(said) and said[end] == str(int(said[begin]) + end - begin):
        end += 1
    if begin < 0 or end - begin < 3:
        return ()
    ends = [*said[:begin], *said[end:]]
    if len(ends) not in (0, 2):
        return ()
    return tuple(scale_of(said[begin:end], *(ends or ("", ""))))


def _has_gaps(options: list[DraftOption]) -> bool:
    """Return whether codes leap, as to 9 for “do not know”: the answers are no points then."""
    codes = [int(one.code) for one in options if one.code.isdecimal()]
    return len(codes) > 1 and codes != list(range(codes[0], codes[0] + len(codes)))


def _several(draft: DraftQuestion, habits: MarkHabits) -> tuple[bool, tuple[str, ...]]:
    """Return whether several answers may be chosen, and what to say where nothing tells."""
    if SEVERAL.search(draft.said):
        return True, ()
    if ONE.search(draft.said) or all(one.mark != "square" for one in draft.options):
        return False, ()
    if habits.both:
        return True, ()
    if any(is_yes_or_no(one.words) for one in draft.options):
        return False, ()
    few = len(draft.options) < 3 or ordered([one.words for one in draft.options])
    if few or habits.told_by_words:
        return False, ()
    told = "Nothing but the boxes says whether several answers may be chosen: it was read so."
    return True, (told,)


def options_of(drafts: list[DraftOption], *, exclude: bool = False) -> tuple[ForeignOption, ...]:
    """Return answers as options; `exclude`: “none of these” excludes the others."""
    found: list[ForeignOption] = []
    codes: set[str] = set()
    for count, draft in enumerate(drafts, 1):
        other = is_other(draft.words)
        words = plain_label(draft.words.rstrip(_ENDS_OTHER) if other else draft.words)[0]
        words = without_field(words)
        code = draft.code if draft.code and draft.code not in codes else str(count)
        while code in codes:
            code += "a"
        codes.add(code)
        alone = exclude and bool(NONE_OF_THESE.search(words))
        found.append(
            ForeignOption(code, with_language(words or code, ""), is_other=other, exclusive=alone)
        )
    return tuple(found)
