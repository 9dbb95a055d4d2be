"""Elements of SurveyJS as items: one for a question, one for each row of a matrix."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from survey.questionnaire.importing.expressions.condition_grammar import joined
from survey.questionnaire.importing.expressions.surveyjs_logic import surveyjs_condition
from survey.questionnaire.importing.foreign_form import (
    AskedFor,
    Chosen,
    ForeignItem,
    ForeignOption,
    OnlyIf,
    Texts,
)
from survey.questionnaire.importing.formats.declared_asking import (
    asks_by_declaration,
    asks_by_placeholder,
)
from survey.questionnaire.importing.formats.label_words import shown_briefly
from survey.questionnaire.importing.formats.surveyjs_words import (
    FormWording,
    JsonNode,
    as_list,
    as_node,
    as_nodes,
    code_of,
    is_set,
    options_of,
    said,
    value_and_text,
)
from survey.questionnaire.importing.formats.usual_words import word_for

#: Points of a scale; more steps than these are a number.
MOST_POINTS = 11
#: Questions and rows that are made of a form, and options of all of them, before we stop.
MOST_MADE = 10_000
MOST_ANSWERS = 50_000

_KINDS = {
    "radiogroup": AskedFor.SINGLE,
    "dropdown": AskedFor.SINGLE,
    "buttongroup": AskedFor.SINGLE,
    "checkbox": AskedFor.MULTIPLE,
    "tagbox": AskedFor.MULTIPLE,
    "ranking": AskedFor.RANKING,
    "comment": AskedFor.TEXT,
    "expression": AskedFor.CALCULATED,
    "file": AskedFor.FILE,
    "signaturepad": AskedFor.SIGNATURE,
    "microphone": AskedFor.AUDIO,
    "geopoint": AskedFor.PLACE,
}
_INPUTS = {
    "number": AskedFor.NUMBER,
    "range": AskedFor.NUMBER,
    "date": AskedFor.DATE,
    "datetime": AskedFor.DATE,
    "datetime-local": AskedFor.DATE,
    "month": AskedFor.DATE,
    "week": AskedFor.DATE,
    "time": AskedFor.DATE,
}
_OPEN = frozenset({AskedFor.TEXT, AskedFor.NUMBER, AskedFor.DATE})
#: Types that forms add to SurveyJS, which ask who somebody is.
_ASKING_WHO = {
    "address": "It asks for an address.",
    "personname": "It asks for a name.",
    "contactinfo": "It asks how somebody can be reached.",
}
#: What a question may have that is not kept, by the property that says it.
_NOT_KEPT = {
    "validators": "The checks of what people answer were left out.",
    "correctAnswer": "The right answer of the quiz was left out.",
    "defaultValue": "The answer that was filled in beforehand was left out.",
    "defaultValueExpression": "The answer that was filled in beforehand was left out.",
    "hasSelectAll": "“Select all” was left out.",
    "showSelectAllItem": "“Select all” was left out.",
    "hasComment": "The field for remarks beside the answers was left out.",
    "showCommentArea": "The field for remarks beside the answers was left out.",
    "cells": "Words of single cells of the table were left out.",
    "minSelectedChoices": "That so many answers have to be chosen at least was left out.",
}


class TooManyItems(Exception):
    """A form holds more than anybody can be asked."""


@dataclass(slots=True)
class FormFacts:
    """What elements need to know of the whole form.

    `codes`: those of the options of each question; `elements`: each question as it is written;
    `shown_by`: what makes a question visible that is not so at first. `made` and `answers` count
    what was made of the form so far.
    """

    wording: FormWording
    codes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    elements: Mapping[str, JsonNode] = field(default_factory=dict)
    shown_by: Mapping[str, OnlyIf] = field(default_factory=dict)
    made: int = 0
    answers: int = 0

    def count(self, answers: int = 0) -> None:
        """Count an item that is made, with its options; TooManyItems as soon as there are."""
        self.made += 1
        self.answers += answers
        if self.made > MOST_MADE or self.answers > MOST_ANSWERS:
            raise TooManyItems


def name_of(node: JsonNode) -> str:
    """Return what conditions call an element."""
    return code_of(node.get("name"))


def shown_if(node: JsonNode, facts: FormFacts) -> tuple[OnlyIf | None, str, bool]:
    """Return when an element is shown, how the file says so, and whether it never is."""
    written = said(node, "visibleIf")
    trigger = facts.shown_by.get(name_of(node))
    condition = joined(surveyjs_condition(written, facts.codes), None if written else trigger)
    return condition, written, node.get("visible") is False and condition is None


def items_of(node: JsonNode, where: str, facts: FormFacts) -> tuple[ForeignItem, ...]:
    """Return the items that one element gives; panels and repeated groups are not among them."""
    kind = said(node, "type") or "text"
    reader = _READERS.get(kind, _plain)
    facts.wording.taken_changes()
    found = reader(node, where, facts)
    if shown_if(node, facts)[2]:
        return tuple(
            one
            if one.kind in (AskedFor.CALCULATED, AskedFor.NOTE)
            else replace(one, kind=AskedFor.HIDDEN)
            for one in found
        )
    return found


def _item(
    node: JsonNode,
    where: str,
    facts: FormFacts,
    kind: AskedFor,
    options: tuple[ForeignOption, ...] = (),
) -> ForeignItem:
    facts.count(len(options))
    only_if, written, _ = shown_if(node, facts)
    words = facts.wording.words(node.get("title")) or facts.wording.words(name_of(node))
    hint = facts.wording.words(node.get("description"))
    most = node.get("maxSelectedChoices")
    enabled = said(node, "enableIf")
    changes = (
        *facts.wording.taken_changes(),
        *(told for key, told in _NOT_KEPT.items() if node.get(key) not in (None, False, "", [])),
        *((f"It could only be filled in if {shown_briefly(enabled)}.",) if enabled else ()),
    )
    return ForeignItem(
        where=where,
        name=name_of(node),
        kind=kind,
        words=words,
        hint=hint,
        options=options,
        as_written=_type_of(node),
        required=is_set(node, "isRequired", "isAllRowRequired") or bool(said(node, "requiredIf")),
        only_if=only_if,
        only_if_written=written,
        at_most=most if isinstance(most, int) and most > 0 and kind == AskedFor.MULTIPLE else None,
        changes=tuple(dict.fromkeys(changes)),
        left_out=_declared(node) if kind in _OPEN else "",
    )


def _declared(node: JsonNode) -> str:
    """Return why a field is not asked for by what the form declares it to be; “” for no reason."""
    mask = as_node(node.get("maskSettings")).get("type")
    declared = (node.get(key) for key in ("inputType", "autocomplete", "autoComplete", "maskType"))
    shown = (node.get(key) for key in ("placeholder", "placeHolder"))
    return asks_by_declaration(*declared, mask) or next(
        filter(None, map(asks_by_placeholder, shown)), ""
    )


def _type_of(node: JsonNode) -> str:
    kind, entry = said(node, "type") or "text", said(node, "inputType")
    return f"{kind}, {entry}" if entry and entry != "text" else kind


def _plain(node: JsonNode, where: str, facts: FormFacts) -> tuple[ForeignItem, ...]:
    kind = _KINDS.get(said(node, "type"), AskedFor.UNKNOWN)
    if kind not in (AskedFor.SINGLE, AskedFor.MULTIPLE, AskedFor.RANKING):
        item = _item(node, where, facts, kind)
        why = _ASKING_WHO.get(said(node, "type"), item.left_out)
        return (replace(item, left_out=why),)
    listed, copied = _listed(node, facts)
    item = _item(node, where, facts, kind, listed)
    if listed:
        return (replace(item, changes=item.changes + copied),)
    if node.get("choicesByUrl") or node.get("choicesFromUrl"):
        why = "Its answers come from an address on the net, and are not in the file."
    else:
        why = "The file gives no answers to choose from."
    return (replace(item, left_out=why),)


def _listed(node: JsonNode, facts: FormFacts) -> tuple[tuple[ForeignOption, ...], tuple[str, ...]]:
    """Return the options of a question, those it takes from another one included."""
    own = options_of(node, facts.wording, facts.codes)
    other = said(node, "choicesFromQuestion", "choicesFrom")
    if other not in facts.elements or other == name_of(node):
        return own, ()
    taken = options_of(facts.elements[other], facts.wording, facts.codes)
    mode = said(node, "choicesFromQuestionMode")
    if mode in ("selected", "unselected"):
        taken = tuple(replace(one, only_if=_as_chosen(other, one, mode)) for one in taken)
    return (*taken, *own), (f"Its answers were copied from those of “{other}”.",)


def _as_chosen(question: str, option: ForeignOption, mode: str) -> OnlyIf | None:
    joins = "contains" if mode == "selected" else "notcontains"
    chosen = surveyjs_condition(f"{{{question}}} {joins} {{item}}", item=option.code)
    return joined(option.only_if, chosen or Chosen(question, option.code))


def _text(node: JsonNode, where: str, facts: FormFacts) -> tuple[ForeignItem, ...]:
    return (_item(node, where, facts, _INPUTS.get(said(node, "inputType"), AskedFor.TEXT)),)


def _boolean(node: JsonNode, where: str, facts: FormFacts) -> tuple[ForeignItem, ...]:
    wording = facts.wording
    true, false = ("y", "n") if said(node, "type") == "yesno" else ("true", "false")
    options = (
        ForeignOption(
            code_of(node.get("valueTrue")) or true,
            wording.words(node.get("labelTrue")) or word_for("yes", wording.default),
        ),
        ForeignOption(
            code_of(node.get("valueFalse")) or false,
            wording.words(node.get("labelFalse")) or word_for("no", wording.default),
        ),
    )
    return (_item(node, where, facts, AskedFor.SINGLE, options),)


def _rating(node: JsonNode, where: str, facts: FormFacts) -> tuple[ForeignItem, ...]:
    return (_item(node, where, facts, AskedFor.SCALE, _points(node, facts.wording)),)


def _points(node: JsonNode, wording: FormWording) -> tuple[ForeignOption, ...]:
    """Return the points of a rating; the words of its ends are those that describe them."""
    values = as_list(node.get("rateValues")) or _range(
        node.get("rateMin", 1), node.get("rateMax"), node.get("rateStep"), node.get("rateCount")
    )
    points = []
    for one in values[:100]:
        value, text = value_and_text(one)
        if code_of(value):
            points.append(ForeignOption(code_of(value), wording.words(text)))
    ends = (
        (0, ("minRateDescription", "mininumRateDescription", "minimumRateDescription")),
        (-1, ("maxRateDescription", "maximumRateDescription")),
    )
    for at, keys in ends:
        described = next((wording.words(node[key]) for key in keys if node.get(key)), {})
        if points and described:
            points[at] = replace(points[at], words=described)
    return tuple(points)


def _range(low: object, high: object, step: object, count: object = None) -> list[object]:
    begin = low if isinstance(low, int) else 1
    if not isinstance(high, int):
        high = begin + count - 1 if isinstance(count, int) else begin + 4
    by = step if isinstance(step, int) and step > 0 else 1
    return list(range(begin, high + 1, by)[:101])


def _slider(node: JsonNode, where: str, facts: FormFacts) -> tuple[ForeignItem, ...]:
    points = _range(node.get("min", 0), node.get("max", 100), node.get("step"))
    if said(node, "sliderType") == "range" or len(points) > MOST_POINTS:
        return (_item(node, where, facts, AskedFor.NUMBER),)
    options = tuple(ForeignOption(code_of(one), facts.wording.words(one)) for one in points)
    return (_item(node, where, facts, AskedFor.SCALE, options),)


def _pictures(node: JsonNode, where: str, facts: FormFacts) -> tuple[ForeignItem, ...]:
    kind = AskedFor.MULTIPLE if is_set(node, "multiSelect") else AskedFor.SINGLE
    item = _item(node, where, facts, kind, options_of(node, facts.wording, facts.codes))
    told = "The pictures to choose from were left out; their words were kept."
    return (replace(item, changes=(*item.changes, told)),)


def _note(node: JsonNode, where: str, facts: FormFacts) -> tuple[ForeignItem, ...]:
    parts = [facts.wording.words(node.get(key)) for key in ("html", "title", "body", "text")]
    item = _item({**node, "title": "", "description": ""}, where, facts, AskedFor.NOTE)
    words: Texts = {}
    for part in parts:
        words = beside(words, part, " ")
    return (replace(item, words=words, required=False),)


def _picture_shown(node: JsonNode, where: str, facts: FormFacts) -> tuple[ForeignItem, ...]:
    item = _item(node, where, facts, AskedFor.NOTE)
    return (replace(item, left_out="It shows a picture or a film and asks nothing."),)


def _matrix(node: JsonNode, where: str, facts: FormFacts) -> tuple[ForeignItem, ...]:
    columns = options_of({"choices": node.get("columns")}, facts.wording, facts.codes)
    kind = AskedFor.MULTIPLE if said(node, "cellType") == "checkbox" else AskedFor.SINGLE
    whole = _item(node, where, facts, kind, columns)
    return _row_each(whole, node, "rows", facts) or (whole,)


def _row_each(
    whole: ForeignItem,
    node: JsonNode,
    key: str,
    facts: FormFacts,
    suffix: str = "",
    shown: str = "",
) -> tuple[ForeignItem, ...]:
    """Return an item for each row, named as conditions call it; () without rows.

    `shown` is an expression that may look at other cells of the same row.
    """
    found = []
    for count, row in enumerate(as_list(node.get(key))):
        facts.count()
        value, text = value_and_text(row)
        name = code_of(value)
        own = joined(
            surveyjs_condition(said(node, "rowsVisibleIf"), facts.codes, name),
            surveyjs_condition(shown.replace("{row.", f"{{{name_of(node)}.{name}."), facts.codes),
            surveyjs_condition(said(as_node(row), "visibleIf"), facts.codes, name),
        )
        words = facts.wording.words(text) or facts.wording.words(name)
        found.append(
            replace(
                whole,
                where=f"{whole.where}.{key}[{count}]",
                name=f"{name_of(node)}.{name}{suffix}",
                words=words,
                hint={},
                stem=beside(whole.words, whole.hint, " "),
                matrix=f"{name_of(node)}{suffix}",
                only_if=joined(whole.only_if, own),
                changes=(*whole.changes, *facts.wording.taken_changes()),
            )
        )
    return tuple(found)


def _matrix_of_columns(node: JsonNode, where: str, facts: FormFacts) -> tuple[ForeignItem, ...]:
    """Return for each column of a table one item for each of its rows."""
    found: list[ForeignItem] = []
    around = _item(node, where, facts, AskedFor.SINGLE)
    several = len(as_nodes(node.get("columns"))) > 1
    for count, column in enumerate(columns_of(node)):
        shown = said(column, "visibleIf")
        for one in items_of({**column, "visibleIf": ""}, f"{where}.columns[{count}]", facts):
            words = beside(around.words, one.words, ": ") if several else around.words
            whole = replace(
                one,
                words=words,
                hint=around.hint,
                required=one.required or around.required,
                only_if=joined(around.only_if, one.only_if),
                only_if_written=around.only_if_written or shown,
            )
            found += _row_each(whole, node, "rows", facts, f".{one.name}", shown) or (whole,)
    return tuple(found)


def columns_of(node: JsonNode) -> list[JsonNode]:
    """Return the columns of a table as the questions that they are."""
    found: list[JsonNode] = []
    for column in as_nodes(node.get("columns")):
        kind = said(column, "cellType") or said(node, "cellType")
        kind = kind if kind and kind != "default" else "dropdown"
        choices = as_list(column.get("choices")) or as_list(node.get("choices"))
        found.append({**column, "type": kind, "choices": choices})
    return found


def _several_texts(node: JsonNode, where: str, facts: FormFacts) -> tuple[ForeignItem, ...]:
    whole = _item(node, where, facts, AskedFor.TEXT)
    rows = _row_each(whole, node, "items", facts)
    items = as_nodes(node.get("items"))
    if len(rows) != len(items):
        return rows or (whole,)
    return tuple(
        replace(
            row,
            kind=_INPUTS.get(said(item, "inputType"), AskedFor.TEXT),
            as_written=_type_of({**item, "type": "multipletext"}),
            required=row.required or is_set(item, "isRequired"),
            left_out=_declared(item) or row.left_out,
        )
        for row, item in zip(rows, items, strict=True)
    )


def beside(first: Texts, second: Texts, between: str) -> Texts:
    """Return words of two texts joined, in each language that either has.

    Where one lacks a language, its first stands there.
    """
    parts = [one for one in (first, second) if one]
    return {
        language: between.join(one.get(language) or next(iter(one.values())) for one in parts)
        for language in dict.fromkeys((*first, *second))
    }


_READERS: dict[str, Callable[[JsonNode, str, FormFacts], tuple[ForeignItem, ...]]] = {
    "text": _text,
    "boolean": _boolean,
    "yesno": _boolean,
    "rating": _rating,
    "slider": _slider,
    "imagepicker": _pictures,
    "html": _note,
    "infotext": _note,
    "helptext": _note,
    "image": _picture_shown,
    "matrix": _matrix,
    "matrixdropdown": _matrix_of_columns,
    "multipletext": _several_texts,
}
