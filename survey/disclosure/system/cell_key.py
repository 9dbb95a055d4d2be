"""What a cell counts, as a key; and its text, which names the cell in systems and certificates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Self

#: The row of the cell of all people.
EVERYONE = "everyone"
#: The two parts of "no answer".
APART = ("skipped", "rather_not_say")

#: Rows that count something else than those who gave an answer.
_TAKEN = frozenset(
    {
        "base",
        "no_answer",
        "away",
        "more-than-one",
        "room-left",
        "dont_know",
        "does_not_apply",
        *APART,
    }
)


class CellKey(NamedTuple):
    """What a cell counts: people of some waves, in a column of a breakdown, in a row of a question.

    As text `1+2|colour/=base/no@region:north`: of waves 1 and 2, in the column `north` of `region`,
    those who did not choose `base` of `colour`. `=base` is the option of that id, as `base` alone
    is something else. Of a path rule it is `asked[RULE]@region:north`.
    """

    question: str = ""
    row: str = EVERYONE
    part: str = ""
    rule: str = ""
    by: str = ""
    column: str = ""
    waves: str = ""

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the key of a text; `str` gives the text back."""
        waves, _, rest = text.rpartition("|")
        name, _, group = rest.partition("@")
        by, _, column = group.partition(":")
        if "[" in name:
            row, _, rule = name.removesuffix("]").partition("[")
            return cls(row=row, rule=rule, by=by, column=column, waves=waves)
        question, slash, row = name.partition("/")
        if not slash:
            return cls(row=name, by=by, column=column, waves=waves)
        row, _, part = row.partition("/")
        return cls(question, row, part, by=by, column=column, waves=waves)

    def __str__(self) -> str:
        name = f"{self.question}/{self.row}" if self.question else self.row
        name += f"/{self.part}" if self.part else ""
        name += f"[{self.rule}]" if self.rule else ""
        name += f"@{self.by}:{self.column}" if self.by else ""
        return f"{self.waves}|{name}" if self.waves else name

    @property
    def options(self) -> Sequence[str]:
        """Return the options that its row may stand for: one, or several that are put together."""
        return self.row.removeprefix("=").split("+")


def row_name(row_id: str) -> str:
    """Return the row of an option: its id, where no other row has that name."""
    return f"={row_id}" if row_id in _TAKEN else row_id


def sum_row(options: Sequence[str]) -> str:
    """Return the row of several options that are counted as one, as asked."""
    return "+".join(map(row_name, options))
