"""The report of an import as remarks at the head of the file that it made, and read back.

Whoever opens the file later still sees what was changed and what was left out, and why.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from survey.questionnaire.importing.import_report import ImportLine, ImportReport, ItemResult
from survey.questionnaire.texts import one_form

_HEAD = "# Imported: "
_ALSO = "# remark: "
#: As many items as a head lists; the others are in the report that was given when it was made.
_LISTED = 300
_SHOWN, _LINE = 80, 1_500


@dataclass(frozen=True, slots=True)
class ImportHead:
    """What the head of a file says of its import: the sum, remarks, and lines by their outcome."""

    sum: str
    remarks: tuple[str, ...]
    left_out: tuple[str, ...]
    changed: tuple[str, ...]


def sum_of(report: ImportReport, file: str) -> str:
    """Return in a sentence what an import came to."""
    taken, changed, left_out = (report.count(outcome) for outcome in ItemResult)
    return one_form(
        f"{file}, {report.format}: {taken} taken over as they were, {changed} changed, "
        f"{left_out} left out."
    )


def line_words(line: ImportLine) -> str:
    """Return what became of one item, without its outcome: where it stood, its words, and why."""
    words = one_form(line.words[: 10 * _SHOWN])
    shown = words if len(words) <= _SHOWN else f"{words[:_SHOWN].rstrip()} …"
    called = " ".join(filter(None, [line.name, f"“{shown}”" if shown else ""]))
    told = one_form(f"{line.where}{', ' if called else ''}{called}: {' '.join(line.why)}")
    return told if len(told) <= _LINE else f"{told[:_LINE].rstrip()} …"


def with_import_head(text: str, report: ImportReport, file: str) -> str:
    """Return the text of a file with the report above it."""
    told = [line for line in report.lines if line.outcome is not ItemResult.TAKEN]
    head = [f"{_HEAD}{sum_of(report, file)}", *(f"{_ALSO}{said}" for said in report.remarks)]
    head += [f"# {line.outcome.value}: {line_words(line)}" for line in told[:_LISTED]]
    if len(told) > _LISTED:
        head.append(f"{_ALSO}{len(told) - _LISTED} more changes are not listed here.")
    return "".join(f"{_printable(one)}\n" for one in head) + f"\n{text}"


def import_head(text: str) -> ImportHead | None:
    """Return what the head of a file says of its import; None where it has no such head."""
    lines = list(_head_lines(text))
    if not lines or not lines[0].startswith(_HEAD):
        return None
    return ImportHead(
        lines[0].removeprefix(_HEAD),
        _after(_ALSO, lines),
        _after(f"# {ItemResult.LEFT_OUT.value}: ", lines),
        _after(f"# {ItemResult.CHANGED.value}: ", lines),
    )


def _head_lines(text: str) -> Iterator[str]:
    for line in text.split("\n"):
        if not line.startswith("#"):
            return
        yield line


def _after(start: str, lines: list[str]) -> tuple[str, ...]:
    return tuple(line.removeprefix(start) for line in lines if line.startswith(start))


def _printable(line: str) -> str:
    return "".join(one for one in line if one.isprintable())
