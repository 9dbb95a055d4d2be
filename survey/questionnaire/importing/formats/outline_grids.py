"""Tables and scales that were copied as lines: “Speed ○ ○ ○ ○” below its heads, as they were."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from survey.questionnaire.importing.formats.outline_lines import (
    OutlineBlock,
    OutlineLine,
    OutlineTable,
    outline_line,
    ticks_in,
)
from survey.questionnaire.importing.formats.outline_scales import points_in
from survey.questionnaire.importing.formats.outline_words import ONE, SEVERAL

#: Letters of the head of a column, and of the words at an end of a scale.
_MOST_HEAD = 60

_BY_TAB = re.compile(r"\s*\t\s*")
_BY_GAP = re.compile(r"\s{2,}")
_HAS_LETTER = re.compile(r"[^\W\d_]")


def with_grids(blocks: Sequence[OutlineBlock]) -> tuple[list[OutlineBlock], tuple[str, ...]]:
    """Return blocks with lines that were a table as one, and sentences about what was unclear."""
    found: list[OutlineBlock] = []
    said: list[str] = []
    at = 0
    while at < len(blocks):
        rows = _rows_at(blocks, at)
        at += len(rows)
        if not rows:
            found.append(blocks[at])
            at += 1
            continue
        heads = _take_heads(found, rows[0][2])
        if heads is None and len(rows) == 1:
            found.append(rows[0][0])
            continue
        if heads is None:
            heads = (rows[0][0].where, [str(count + 1) for count in range(rows[0][2])])
            said.append(_unclear(rows[0][0].where, rows[-1][0].where))
        where, words = heads
        body = ((label, *["○"] * count) for _, label, count in rows)
        found.append(OutlineTable(where, (("", *words), *body)))
    return found, tuple(said)


def _unclear(first: str, last: str) -> str:
    return (
        f"From {first} to {last}, words stand before boxes without heads above them: "
        "each was read as a scale; write what its points mean."
    )


def _rows_at(blocks: Sequence[OutlineBlock], begin: int) -> list[tuple[OutlineLine, str, int]]:
    """Return the lines from here on that are words before equally many bare boxes."""
    rows: list[tuple[OutlineLine, str, int]] = []
    for block in blocks[begin:]:
        row = _row(block)
        if row is None or (rows and row[2] != rows[0][2]):
            break
        rows.append(row)
    return rows


def _row(block: OutlineBlock) -> tuple[OutlineLine, str, int] | None:
    if not isinstance(block, OutlineLine) or block.mark or block.heading:
        return None
    ticks = ticks_in(block.text)
    if len(ticks) < 2:
        return None
    label = block.text[: ticks[0].start()].strip()
    bare = "".join(one.group() for one in ticks) == block.text[ticks[0].start() :]
    asks = outline_line(block.where, label).asks
    return (block, label, len(ticks)) if bare and _HAS_LETTER.search(label) and not asks else None


def _take_heads(found: list[OutlineBlock], count: int) -> tuple[str, list[str]] | None:
    """Take the heads of columns off the end of what was found: one line, or a line for each."""
    line = found[-1] if found else None
    if not isinstance(line, OutlineLine) or line.mark or line.heading or ticks_in(line.text):
        return None
    parts = _parts(line.text, count)
    if len(parts) > count or (parts and not line.asks):
        found.pop()
        if len(parts) > count:
            found.append(outline_line(line.where, parts[0], apart=line.apart))
        return line.where, parts[-count:]
    heads = [one for one in found[-count:] if isinstance(one, OutlineLine)]
    asking = found[-count - 1] if len(found) > count else None
    if not isinstance(asking, OutlineLine) or not asking.asks or len(heads) < count:
        return None
    if any(one.mark or one.asks or len(one.words) > _MOST_HEAD for one in heads):
        return None
    del found[-count:]
    return heads[0].where, [one.words for one in heads]


def _parts(text: str, count: int) -> list[str]:
    """Return the heads in a line, one more where something stands above the rows."""
    for gap in (_BY_TAB, _BY_GAP):
        parts = [part for part in gap.split(text.strip()) if part]
        if count <= len(parts) <= count + 1:
            return parts
    words = text.split()
    return words if len(words) == count else []


def with_ends_joined(blocks: Sequence[OutlineBlock]) -> list[OutlineBlock]:
    """Return blocks with the words above and below bare boxes or numbers in one line with them."""
    found: list[OutlineBlock] = []
    for block in blocks:
        joined = _joined(found[-3:], block)
        if joined:
            found[-2:] = [joined]
        else:
            found.append(block)
    return found


def _joined(before: list[OutlineBlock], high: OutlineBlock) -> OutlineLine | None:
    """Return the line of a scale that lies between words for its ends, below what asks for it."""
    lines = [one for one in before if isinstance(one, OutlineLine)]
    if len(lines) < 3 or not isinstance(high, OutlineLine) or high.apart:
        return None
    asking, low, middle = lines
    if not (asking.asks or ONE.search(asking.text) or _is_bare(asking)) or not _is_bare(middle):
        return None
    if not _is_end(low) or not _is_end(high):
        return None
    text = f"{low.text} {middle.text} {high.text}"
    return replace(low, text=text, words=text, continues=False)


def _is_end(line: OutlineLine) -> bool:
    plain = not line.mark and not line.heading and not line.asks
    plain = plain and not ONE.search(line.text) and not SEVERAL.search(line.text)
    return plain and len(line.text) <= _MOST_HEAD and bool(_HAS_LETTER.search(line.text))


def _is_bare(line: OutlineLine) -> bool:
    """Return whether a line is nothing but boxes, or numbers in order."""
    if _HAS_LETTER.search(line.text):
        return False
    ticks = "".join(one.group() for one in ticks_in(line.text))
    return (len(ticks_in(line.text)) > 2 and ticks == line.text) or bool(points_in(line.text))
