"""A written questionnaire, line by line, as a foreign form.

It reads as a person would who knows no more than the page: what it takes for a question, an answer
or a heading follows from marks, from words that say how to answer, and from the lines around.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from survey.questionnaire.importing.foreign_form import (
    AskedFor,
    ForeignForm,
    ForeignItem,
    ForeignOption,
    ForeignSection,
    Texts,
)
from survey.questionnaire.importing.formats.label_words import plain_label, with_language
from survey.questionnaire.importing.formats.outline_answers import (
    answers_in_line,
    divided,
    takes_option,
)
from survey.questionnaire.importing.formats.outline_google import without_google
from survey.questionnaire.importing.formats.outline_grids import with_ends_joined, with_grids
from survey.questionnaire.importing.formats.outline_lines import (
    OutlineBlock,
    OutlineLine,
    OutlineTable,
    outline_line,
)
from survey.questionnaire.importing.formats.outline_questions import (
    DraftQuestion,
    MarkHabits,
    item_of,
    options_of,
)
from survey.questionnaire.importing.formats.outline_roles import (
    habits_of,
    is_heading,
    is_part,
    is_question,
    is_saying,
)
from survey.questionnaire.importing.formats.outline_scales import (
    asking_before_points,
    boxes_in,
    ends_in,
    leads_to_legend,
    legend_in,
    points_in,
    scale_of,
)
from survey.questionnaire.importing.formats.outline_tables import TableContent, content_of
from survey.questionnaire.importing.formats.outline_words import (
    EXPLAINS_REQUIRED,
    OWN_WORDS,
    PART,
    SEVERAL,
)

#: Letters of a title, of a line that a list of answers can belong to, of closing words.
MOST_TITLE = 150
MOST_QUESTION = 400
MOST_CLOSING = 1_000

#: What somebody is to fill in, with how: “Your age: a number”.
_NAMES_A_FIELD = re.compile(r"[^:：]{3,}[:：]\s*\S.{0,19}")
_ASKS_STRICTLY = re.compile(r"[?？؟\u037e]")


def form_of(blocks: Sequence[OutlineBlock], kind: str) -> ForeignForm:
    """Return the form that lines and tables make; it has no sections where nothing asks."""
    plain, left_out = without_google(blocks)
    joined, unclear = with_grids(plain)
    form = _OutlineReader(with_ends_joined(joined), kind).form()
    return replace(form, remarks=(*left_out, *unclear))


class _OutlineReader:
    """Goes through a questionnaire once, from the first line to the last."""

    def __init__(self, blocks: Sequence[OutlineBlock], kind: str) -> None:
        self._blocks = list(blocks)
        self._kind = kind
        self._habits = habits_of(blocks)
        lines = [one for one in blocks if isinstance(one, OutlineLine)]
        marks = {one.mark for one in lines}
        told = any(SEVERAL.search(one.text) for one in lines)
        self._marks = MarkHabits({"round", "square"} <= marks, told)
        self._sections: list[ForeignSection] = []
        self._items: list[ForeignItem] = []
        self._section = ("", "")
        self._open: DraftQuestion | None = None
        self._legend: list[ForeignOption] = []
        self._rated = ""
        self._before: list[str] = []
        self._count = 0
        self._title = ""

    def form(self) -> ForeignForm:
        """Return the form."""
        self._take_title()
        for block in self._blocks:
            if isinstance(block, OutlineTable):
                self._take_table(block)
            else:
                self._take_line(block)
        self._close_section()
        closing = self._take_closing()
        return ForeignForm(
            format=self._kind,
            sections=tuple(self._sections),
            title=with_language(plain_label(self._title)[0], ""),
            introduction=with_language(plain_label(" ".join(self._before))[0], ""),
            closing=with_language(closing, ""),
        )

    def _take_title(self) -> None:
        first = self._blocks[0] if self._blocks else None
        if not isinstance(first, OutlineLine) or first.mark or len(first.words) > MOST_TITLE:
            return
        if first.has_field or answers_in_line(first) or PART.search(first.words):
            return
        after = self._habits.next_line(first)
        if after is not None and not after.apart and after.words[:1].islower():
            return
        answers = self._habits.begins_option(after) and not first.heading
        if not answers and not _ASKS_STRICTLY.search(first.words) and not first.required:
            if self._habits.bold_questions and not first.heading:
                return
            self._title = first.words
            self._blocks.pop(0)

    def _take_line(self, line: OutlineLine) -> None:
        steps = (
            self._as_more_words, self._as_saying, self._as_part, self._as_legend, self._as_points,
            self._as_boxes, self._as_answers_in_line, self._as_option, self._as_question,
            self._as_statement, self._as_heading,
        )  # fmt: skip
        if not any(step(line) for step in steps) and line.words:
            self._take_note(line)

    def _as_more_words(self, line: OutlineLine) -> bool:
        """Take a line that belongs to the words of the question, or to its scale."""
        asked = self._open
        if not asked or line.mark or line.asks or asked.options:
            return False
        if boxes_in(line) or points_in(line.text):
            return False
        if asked.points and not line.apart and not line.heading:
            ends = ends_in(line)
            if ends:
                asked.points = scale_of([one.code for one in asked.points], *ends)
            else:
                asked.hints.append(line.text)
            return True
        if not line.continues:
            return False
        asked.hints.append(line.text.strip("* "))
        return True

    def _as_saying(self, line: OutlineLine) -> bool:
        """Take a line that tells how to answer, or is only a field to write in."""
        if not line.words or EXPLAINS_REQUIRED.search(line.text):
            if self._open and line.has_field and not self._open.options:
                self._open.closed_off = True
            return True
        if not self._open or not is_saying(line):
            return False
        self._open.sayings.append(line.text)
        if OWN_WORDS.search(line.text):
            self._open.closed_off = True
        return True

    def _as_part(self, line: OutlineLine) -> bool:
        if not is_part(line, self._habits):
            return False
        self._begin_section(line)
        self._legend = []
        return True

    def _as_legend(self, line: OutlineLine) -> bool:
        points = legend_in(line)
        if not points:
            return False
        asked = self._open
        if asked and not asked.points and not line.apart and self._may_be_rated(asked, points):
            if len(points) > 1:
                asked.points, asked.closed_off = points, True
            else:
                asked.add(next(iter(points[0].words.values())), "number", points[0].code)
            return True
        self._explain_scale(asked)
        goes_on = self._legend and int(points[0].code) == int(self._legend[-1].code) + 1
        self._legend = [*self._legend, *points] if goes_on else points
        self._rated = ""
        if leads_to_legend(line):
            self._take_note(line)
        return True

    def _may_be_rated(self, draft: DraftQuestion, points: list[ForeignOption]) -> bool:
        """Return whether points in the line after a question are of it alone."""
        whole = len(points) > 1 and bool(draft.line.mark)
        begun = bool(draft.options) and (len(points) > 1 or draft.options[-1].mark != "number")
        return not begun and (self._asks_strictly(draft) or whole)

    def _explain_scale(self, draft: DraftQuestion | None) -> None:
        """Close what stands before a legend: a line that only leads to it asks nothing."""
        if draft and not draft.line.mark and not draft.options and not self._asks_strictly(draft):
            self._open = None
            self._take_note(draft.line)
        self._close_question()

    def _asks_strictly(self, draft: DraftQuestion) -> bool:
        return bool(_ASKS_STRICTLY.search(draft.line.words))

    def _as_points(self, line: OutlineLine) -> bool:
        asking = asking_before_points(line)
        if asking:
            self._begin_question(replace(line, words=asking))
        points = points_in(line.text.partition(asking)[2] if asking else line.text)
        if not points or not self._open or self._open.options:
            return False
        self._open.points, self._open.closed_off = points, True
        return True

    def _as_boxes(self, line: OutlineLine) -> bool:
        found = boxes_in(line)
        if not found:
            return False
        low, count, high = found
        taken = self._open is not None and bool(self._open.options and low)
        if self._habits.begins_question(line) or not self._open or taken:
            self._begin_question(replace(line, words=line.words[: len(low)]))
            low = ""
        asked = self._open
        if asked and not asked.options:
            codes = [one.code for one in asked.points] or [str(at + 1) for at in range(count)]
            asked.points, asked.closed_off = scale_of(codes, low, high), True
        return True

    def _as_answers_in_line(self, line: OutlineLine) -> bool:
        """Take answers that stand beside each other, with the question before them or without."""
        asked = self._open
        below = asked is not None and not asked.options and not asked.closed_off
        found = answers_in_line(line) or divided(line, below=below and not line.apart)
        if not found:
            return False
        asking, answers = found
        if asking or not self._open or self._open.closed_off:
            if not asking and not self._open:
                return False
            self._begin_question(replace(line, words=asking or line.words))
        for answer in answers:
            if self._open:
                self._open.add(answer.words, answer.mark)
        return True

    def _as_option(self, line: OutlineLine) -> bool:
        if not self._open or not takes_option(self._open, line, self._habits, bool(self._legend)):
            return False
        self._open.add(line.words, line.mark, apart=line.apart)
        return True

    def _as_question(self, line: OutlineLine) -> bool:
        asks = is_question(line, self._habits) or self._has_answers_after(line)
        if not asks or len(line.words) > 4 * MOST_QUESTION:
            return False
        if is_heading(line, self._habits) and not line.mark and line.words.endswith((":", "：")):
            return False
        self._begin_question(line)
        return True

    def _has_answers_after(self, line: OutlineLine) -> bool:
        """Return whether the line after this one begins a list of answers to it."""
        after = self._habits.next_line(line)
        if after is None or line.mark or not line.words or len(line.words) > MOST_QUESTION:
            return False
        if is_saying(after):
            return not EXPLAINS_REQUIRED.search(after.text)
        if after.mark == "letter" and self._habits.begins_question(self._habits.next_line(after)):
            return False
        stated = self._legend and after.mark in ("number", "list")
        return self._habits.begins_option(after) and not stated and after.number < 2

    def _as_statement(self, line: OutlineLine) -> bool:
        """Take an entry of a list that is to be rated, or one that nothing stands before."""
        if not line.mark or line.mark == "letter" or len(line.words) > MOST_QUESTION:
            return False
        if not self._legend and line.mark not in ("number", "list"):
            return False
        self._begin_question(line)
        return True

    def _as_heading(self, line: OutlineLine) -> bool:
        if not is_heading(line, self._habits):
            return False
        if _NAMES_A_FIELD.fullmatch(line.words) and not line.bold:
            self._begin_question(line)
        else:
            self._begin_section(line)
        return True

    def _take_note(self, line: OutlineLine) -> None:
        self._close_question()
        words, left_out = plain_label(line.text)
        if not words:
            return
        if not self._sections and not self._items and not self._section[0]:
            self._before.append(words)
            return
        note = ForeignItem(
            line.where, f"note-{line.where.replace(' ', '-')}", AskedFor.NOTE,
            with_language(words, ""), as_written="text", changes=left_out,
        )  # fmt: skip
        self._items.append(note)

    def _begin_question(self, line: OutlineLine) -> None:
        self._close_question()
        self._count += 1
        self._open = DraftQuestion(line, f"Q{self._count}", closed_off=False)

    def _close_question(self) -> None:
        draft, self._open = self._open, None
        if draft is None:
            return
        if len(draft.options) == 1 and not draft.options[0].mark:
            draft.hints.append(draft.options.pop().words)
        if draft.options or draft.points:
            self._legend = []
        elif self._legend and draft.line.mark and not draft.closed_off:
            self._rated = self._rated or draft.line.style
            if draft.line.style == self._rated or not self._asks_strictly(draft):
                draft.points = self._legend
        self._items.append(item_of(draft, self._marks))

    def _begin_section(self, line: OutlineLine) -> None:
        before = self._section[1]
        had = self._close_section()
        words = plain_label(line.text.strip("#【】 "))[0]
        both = f"{before}: {words}" if before and not had and words else words or before
        self._section = (line.where, both)

    def _close_section(self) -> bool:
        """Put the section away; return whether it held anything."""
        self._close_question()
        if not self._items:
            return False
        where, title = self._section
        self._sections.append(
            ForeignSection(
                where=where or self._items[0].where,
                name=f"part-{len(self._sections) + 1}",
                items=tuple(self._items),
                title=with_language(title, ""),
            )
        )
        self._items = []
        self._section = ("", "")
        return True

    def _take_closing(self) -> str:
        """Take the notes at the very end out of the last section, and return their words."""
        if not self._sections:
            return ""
        last = self._sections[-1]
        kept = list(last.items)
        words: list[str] = []
        while kept and kept[-1].kind == AskedFor.NOTE:
            words.insert(0, " ".join(kept.pop().words.values()))
        said = " ".join(words)
        if not kept or len(said) > MOST_CLOSING:
            return ""
        self._sections[-1] = replace(last, items=tuple(kept))
        return said

    def _take_table(self, table: OutlineTable) -> None:
        content = content_of(table)
        if content.texts:
            for count, text in enumerate(content.texts, 1):
                self._take_line(outline_line(f"{table.where}, cell {count}", text))
        elif content.fields:
            self._close_question()
            for count, words in enumerate(content.fields, 1):
                self._begin_question(outline_line(f"{table.where}, row {count}", words))
            self._close_question()
        elif content.rows:
            self._take_rows(table, content)
        elif content.options or content.heads:
            self._take_columns(table, content)

    def _take_columns(self, table: OutlineTable, content: TableContent) -> None:
        """Take the heads or rows of a table as the answers of the question before it."""
        if not self._open or self._open.options:
            self._begin_question(outline_line(table.where, ""))
        asked = self._open
        if asked is None:
            return
        answers = content.options or content.heads
        if len(answers) == 1:
            asked.hints.append(answers[0].words)
            answers = ()
        for one in answers:
            asked.add(one.words, "list", one.code)
        if content.heads and _counts_on(content):
            asked.points, asked.options = list(options_of(asked.options)), []
        asked.closed_off = True

    def _take_rows(self, table: OutlineTable, content: TableContent) -> None:
        """Take each row of a table as a question, and the question before it as their stem."""
        asked, self._open = self._open, None
        if asked is not None and (asked.options or asked.points):
            self._open = asked
            self._close_question()
            asked = None
        if asked is None:
            self._count += 1
        name = asked.name if asked else f"Q{self._count}"
        stem: Texts = item_of(asked, self._marks).words if asked else {}
        stem = stem or with_language(plain_label(content.corner)[0], "")
        columns = DraftQuestion(outline_line(table.where, ""), name)
        for one in content.heads:
            columns.add(one.words, "list", one.code)
        options = options_of(columns.options)
        self._legend = []
        for count, words in enumerate(content.rows, 1):
            row = ForeignItem(
                where=f"{table.where}, row {count}",
                name=f"{name}.{count}",
                kind=AskedFor.SCALE if _counts_on(content) else AskedFor.SINGLE,
                words=with_language(plain_label(words)[0], ""),
                options=options,
                as_written="row of a table",
                matrix=name,
                stem=stem,
            )
            self._items.append(row)


def _counts_on(content: TableContent) -> bool:
    """Return whether the heads of a table are numbered one after the other."""
    codes = [one.code for one in content.heads]
    if len(codes) < 3 or not all(code.isdecimal() for code in codes):
        return False
    return [int(code) for code in codes] == list(range(int(codes[0]), int(codes[0]) + len(codes)))
