"""Looking at the proof that a published release, or a file of tables, gives nobody away.

It needs no instance, no solver, and shares nothing with what makes the proof.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from survey.disclosure.proof.verify import verify
from survey.errors import BadInput, Refused
from survey.services.steps.earlier_releases import require_all_before
from survey.services.steps.short_lists import shortened

_MOST_SAID = 20
#: The format of before, which took its demands from itself.
_BEFORE = "survivor-survey-certificate/1"
_NUMBERS = ("count", "percent", "low", "high")


@dataclass(frozen=True, slots=True)
class ProvenRelease:
    """What was proven, in numbers that everybody has: by how many whole tables, and how many
    numbers are printed and hidden."""

    tables: int
    printed: int
    hidden: int


def is_of_tables(release: Any) -> bool:
    """Return whether parsed JSON is of plain tables, and of no study."""
    return isinstance(release, dict) and "tables" in release


def require_release(release: Any, name: str) -> None:
    """Refuse with BadInput parsed JSON called `name` that is no release, and no plain tables."""
    if isinstance(release, dict) and {"release", "tables", "format"} <= set(release):
        raise BadInput(
            f"{name} is a certificate: what is verified is the file that it was made for.",
            do="Give the release.json (of plain tables: the protected.json) beside it.",
        )
    printed = {"tables"}, {"questions", "study", "number"}
    if not isinstance(release, dict) or not any(keys <= set(release) for keys in printed):
        raise BadInput(
            f"{name} is neither a release of a study nor a file of protected tables.",
            do="Give the release.json of a report, or the protected.json of plain tables.",
        )


def prints_numbers(release: Any) -> bool:
    """Return whether a number of people stands anywhere in a release, also where its cells lack
    what else a cell has."""
    waiting = [release]
    while waiting:
        one = waiting.pop()
        if isinstance(one, list):
            waiting += one
        elif isinstance(one, dict):
            if any(one.get(name) is not None for name in _NUMBERS):
                return True
            waiting += one.values()
    return False


def require_usable(release: Any, proof: Any, name: str, earlier: Sequence[Any]) -> None:
    """Refuse with BadInput a proof called `name` in the format of before, or too few releases."""
    if isinstance(proof, dict) and proof.get("format") == _BEFORE:
        raise BadInput(
            f"{name} was made by a program of before; it proves less than is asked today.",
            kept="It holds exact counts: keep it to yourself.",
            do="Verify it with the program that made it, or publish a next release, which has a "
            "certificate for everybody.",
        )
    require_all_before(release, earlier)


def verify_release(
    release: Any, proof: Any, questionnaire: Any = None, earlier: Sequence[Any] = ()
) -> ProvenRelease:
    """Return what a proof shows of a release; Refused, with what is wrong, where it shows nothing.

    All arguments are parsed JSON. `questionnaire` and `earlier`, all releases before in order, are
    those of a study; plain tables have none.
    """
    problems = verify(release, proof, questionnaire, earlier)
    if problems:
        found = len(problems)
        raise Refused(
            f"NOT proven. {found} thing{' is' if found == 1 else 's are'} wrong:",
            kept="\n".join(shortened(problems, _MOST_SAID)),
            do="Do not publish it. Make the release and its certificate again, and verify both.",
        )
    tables = len(proof["tables"])
    if is_of_tables(release):
        printed = [
            number
            for table in release["tables"]
            if "refused" not in table
            for line in (*table["counts"], table["row_totals"], table["column_totals"])
            for number in line
        ]
        holes = printed.count(None)
        return ProvenRelease(tables, len(printed) - holes, holes)
    hidden = [cell["hidden"] for one in release["questions"] for cell in _cells(one)]
    return ProvenRelease(tables, hidden.count(False), hidden.count(True))


def _cells(question: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Return the cells of a question's tables that are printed, as a report counts them."""
    if question["form"] == "withheld":
        return
    for row in (*question["rows"], *question["missing"]):
        yield row["shown"]
    for breakdown in question["breakdowns"]:
        for line in breakdown["cells"]:
            yield from line
