"""One question of LimeSurvey as items of a foreign form: one, or one for each row or cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from survey.questionnaire.importing.expressions.expression_script import ALWAYS, NEVER, every
from survey.questionnaire.importing.foreign_form import (
    AskedFor,
    ForeignItem,
    ForeignOption,
    OnlyIf,
    Texts,
)
from survey.questionnaire.importing.formats.limesurvey_changes import changes_of, most_answers
from survey.questionnaire.importing.formats.limesurvey_conditions import LimeConditions, ShownIf
from survey.questionnaire.importing.formats.limesurvey_kinds import (
    BY_ROWS,
    PLAIN,
    SEVERAL,
    number_options,
    options_of,
    type_as_written,
)
from survey.questionnaire.importing.formats.limesurvey_rows import LimeQuestion
from survey.questionnaire.importing.formats.limesurvey_variables import part_name
from survey.questionnaire.importing.formats.limesurvey_words import Labels, says_something

_LANGUAGE = "People choose the language on every page here, so it is not asked."
_NO_ROWS = "It has no rows."
_NO_COLUMNS = "It has no columns."
_NOTHING_ITSELF = "All its words are filled in from other answers."
_WITH_COLUMNS = (":", ";")


class LimeItems:
    """Makes items, with the labels and conditions of one survey."""

    def __init__(self, labels: Labels, conditions: LimeConditions) -> None:
        self._labels = labels
        self._conditions = conditions

    def of(self, question: LimeQuestion) -> tuple[ForeignItem, ...]:
        """Return what a question becomes; never nothing."""
        changes: list[str] = []
        whole = ForeignItem(
            where=question.where,
            name=part_name(question),
            kind=_kind(question),
            words=self._labels.plain(question.words, changes),
            hint=self._labels.plain(question.help, changes),
            as_written=type_as_written(question),
            required=question.mandatory,
        )
        changes += changes_of(question)
        shown = self._conditions.of_question(question)
        found = tuple(
            _where_shown(item, every([shown.condition, own.condition]), (shown, own))
            for item, own in self._each(question, whole, changes)
        )
        made = tuple(replace(one, changes=(*changes, *one.changes)) for one in found)
        return made or (replace(whole, changes=tuple(changes), left_out=_NO_ROWS),)

    def _each(
        self, question: LimeQuestion, whole: ForeignItem, changes: list[str]
    ) -> Iterator[tuple[ForeignItem, ShownIf]]:
        """Yield each item with when it is shown beyond the question itself."""
        if question.letter in BY_ROWS:
            options = options_of(question, self._labels, changes)
            yield from self._rows(question, whole, options, "")
        elif question.letter == "1":
            yield from self._two_scales(question, whole, changes)
        elif question.letter in _WITH_COLUMNS and not question.subquestions_of("1"):
            yield replace(whole, left_out=_NO_COLUMNS), ShownIf(ALWAYS, "")
        elif question.letter in _WITH_COLUMNS and question.is_set("multiflexible_checkbox"):
            columns = tuple(
                ForeignOption(one.code or one.qid, self._labels.plain(one.words, changes))
                for one in question.subquestions_of("1")
            )
            several = replace(whole, kind=AskedFor.MULTIPLE)
            yield from self._rows(question, several, columns, "")
        elif question.letter in _WITH_COLUMNS:
            yield from self._cells(question, whole)
        else:
            yield self._single(question, whole, changes), ShownIf(ALWAYS, "")

    def _single(
        self, question: LimeQuestion, whole: ForeignItem, changes: list[str]
    ) -> ForeignItem:
        if whole.kind is AskedFor.NOTE:
            words = _joined(whole.words, " ", whole.hint)
            silent = words and not any(map(says_something, words.values()))
            left_out = _NOTHING_ITSELF if silent else ""
            return replace(whole, words=words, hint={}, left_out=left_out)
        if question.letter == "I":
            return replace(whole, left_out=_LANGUAGE)
        if whole.kind not in (
            AskedFor.SINGLE,
            AskedFor.MULTIPLE,
            AskedFor.RANKING,
            AskedFor.SCALE,
            AskedFor.HIDDEN,
        ):
            return whole
        options, offered = [], {}
        rows = {one.code: one.relevance for one in question.subquestions_of("0")}
        for option in options_of(question, self._labels, changes):
            relevance = rows.get(option.code, "") if question.letter in SEVERAL else ""
            own = self._conditions.of_row(question, option.code, relevance)
            if own.condition == NEVER:
                changes.append(f"The answer “{option.code}” is never offered; it was left out.")
                continue
            options.append(option)
            if own.condition != ALWAYS:
                offered[option.code] = own.condition
        return replace(
            whole,
            options=_offered(options, offered),
            at_most=most_answers(question) if whole.kind is AskedFor.MULTIPLE else None,
        )

    def _rows(
        self,
        question: LimeQuestion,
        whole: ForeignItem,
        options: tuple[ForeignOption, ...],
        scale: str,
    ) -> Iterator[tuple[ForeignItem, ShownIf]]:
        for row in question.subquestions_of("0"):
            changes: list[str] = []
            item = replace(
                whole,
                where=row.where,
                name=part_name(question, row.code, *filter(None, (scale,))),
                kind=AskedFor.SCALE if whole.kind is AskedFor.NUMBER and options else whole.kind,
                words=self._labels.plain(_between_ends(row.words), changes),
                options=options,
                required=whole.required or row.mandatory,
                matrix=part_name(question, *filter(None, (scale,))),
                stem=whole.words,
            )
            own = self._conditions.of_row(question, row.code, row.relevance)
            yield replace(item, changes=tuple(changes)), own

    def _two_scales(
        self, question: LimeQuestion, whole: ForeignItem, changes: list[str]
    ) -> Iterator[tuple[ForeignItem, ShownIf]]:
        for scale, letter in (("0", "A"), ("1", "B")):
            options = options_of(question, self._labels, changes, scale)
            head = self._labels.plain(
                question.attributes.get(f"dualscale_header{letter}", {}), changes
            )
            stem = replace(whole, kind=AskedFor.SINGLE, words=_joined(whole.words, " – ", head))
            if options or scale == "0":
                yield from self._rows(question, stem, options, scale)

    def _cells(
        self, question: LimeQuestion, whole: ForeignItem
    ) -> Iterator[tuple[ForeignItem, ShownIf]]:
        points = number_options(question, self._labels)
        kind = (
            AskedFor.TEXT
            if question.letter == ";"
            else AskedFor.SCALE
            if points
            else AskedFor.NUMBER
        )
        for row in question.subquestions_of("0"):
            by_row = self._conditions.of_row(question, row.code, row.relevance)
            for column in question.subquestions_of("1"):
                changes: list[str] = []
                by_column = self._conditions.relevance(column.relevance)
                item = replace(
                    whole,
                    where=f"{row.where}, column {column.code or column.qid}",
                    name=part_name(question, row.code, column.code),
                    kind=kind,
                    words=_joined(
                        self._labels.plain(_between_ends(row.words), changes),
                        " – ",
                        self._labels.plain(column.words, changes),
                    ),
                    options=points,
                    matrix=part_name(question),
                    stem=whole.words,
                )
                both = every([by_row.condition, by_column.condition])
                written = "; ".join(filter(None, (by_row.written, by_column.written)))
                yield replace(item, changes=tuple(changes)), ShownIf(both, written)


def _kind(question: LimeQuestion) -> AskedFor:
    if question.is_set("hidden"):
        return AskedFor.HIDDEN
    if question.theme == "browserdetect":
        return AskedFor.METADATA
    if question.letter == "S" and question.is_set("location_mapservice"):
        return AskedFor.PLACE
    if question.letter == "I":
        return AskedFor.METADATA
    return {**PLAIN, **BY_ROWS, "1": AskedFor.SINGLE, ":": AskedFor.NUMBER, ";": AskedFor.TEXT}.get(
        question.letter, AskedFor.UNKNOWN
    )


def _where_shown(item: ForeignItem, condition: OnlyIf, shown: tuple[ShownIf, ...]) -> ForeignItem:
    """Return an item with when it is shown; what nobody is ever shown is hidden."""
    written = "; ".join(one.written for one in shown if one.written)
    if condition == NEVER:
        return replace(item, kind=AskedFor.HIDDEN, only_if_written=written)
    found = None if condition == ALWAYS else condition
    return replace(item, only_if=found, only_if_written=written if found else "")


def _offered(
    options: list[ForeignOption], offered: Mapping[str, OnlyIf]
) -> tuple[ForeignOption, ...]:
    return tuple(replace(one, only_if=offered.get(one.code)) for one in options)


def _joined(before: Texts, between: str, after: Texts) -> Texts:
    """Return two texts as one, in each language that has either."""
    codes = dict.fromkeys((*before, *after))
    return {
        code: between.join(filter(None, (before.get(code, ""), after.get(code, ""))))
        for code in codes
    }


def _between_ends(words: Mapping[str, str]) -> dict[str, str]:
    """Return the words of a row whose ends stand left and right of it (“cold|warm”) as one text."""
    return {
        code: " – ".join(filter(None, map(str.strip, said.split("|")))) if "|" in said else said
        for code, said in words.items()
    }
