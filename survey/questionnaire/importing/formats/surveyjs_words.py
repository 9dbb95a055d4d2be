"""Words and options of SurveyJS: localized strings, choices as they are written there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from survey.questionnaire.importing.expressions.condition_grammar import joined
from survey.questionnaire.importing.expressions.surveyjs_logic import surveyjs_condition
from survey.questionnaire.importing.foreign_form import ForeignOption, OnlyIf, Texts
from survey.questionnaire.importing.formats.label_words import plain_code, plain_label
from survey.questionnaire.importing.formats.usual_words import word_for
from survey.questionnaire.importing.language_names import language_code

JsonNode = Mapping[str, object]

_PUT_IN = re.compile(r"\{\s*[^\W\d#][^{}\n]{0,80}\}|\{#[^{}\n]{0,80}\}")
#: Names of properties that may hold words in several languages.
_LOCALIZABLE = re.compile(r"(?:[tT]itle|[dD]escription|[tT]ext|[hH]tml|[lL]abel\w*)$")
_CODE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z]{2,4})*")
#: More options than any list has that people can read.
MOST_OPTIONS = 2_000
#: Numbers from here on are no codes.
LARGEST = 10**400


def as_node(value: object) -> JsonNode:
    """Return an object of the file; an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def as_nodes(value: object) -> list[JsonNode]:
    """Return the objects of a list of the file."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def as_list(value: object) -> list[object]:
    """Return a list of the file; an empty one for anything else."""
    return value if isinstance(value, list) else []


def said(node: JsonNode, *keys: str) -> str:
    """Return the first of these properties that is a string with words, or “”."""
    for key in keys:
        value = node.get(key)
        if isinstance(value, str) and value.strip():
            return value.strip()
    return ""


def is_set(node: JsonNode, *keys: str) -> bool:
    """Return whether one of these properties is true."""
    return any(node.get(key) is True for key in keys)


def code_of(value: object) -> str:
    """Return a value as conditions call it: true, 1 for 1.0, words without what nobody sees."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, int):
        return str(value) if abs(value) < LARGEST else ""
    return plain_code(str(value)) if isinstance(value, str | float) else ""


@dataclass(slots=True)
class FormWording:
    """Turns localized strings into words; `default` is the language of plain strings.

    `changes` gathers sentences about what was left out of the words since it was last emptied.
    """

    default: str
    changes: list[str] = field(default_factory=list)

    def words(self, value: object) -> Texts:
        """Return a plain or localized string as words by language."""
        if isinstance(value, int | float) and not isinstance(value, bool):
            value = code_of(value)
        if isinstance(value, str):
            value = {"default": value}
        found: dict[str, str] = {}
        for key, text in as_node(value).items():
            language = self.default if key == "default" else _language(key)
            if not isinstance(text, str) or (key != "default" and not language):
                continue
            words, left_out = plain_label(text, _PUT_IN)
            if words and (key != "default" or language not in found):
                found[language] = words
                self.changes += left_out
        return _default_first(found, self.default)

    def taken_changes(self) -> tuple[str, ...]:
        """Return the sentences gathered, each once, and forget them."""
        told = tuple(dict.fromkeys(self.changes))
        self.changes.clear()
        return told


def _language(key: str) -> str:
    """Return the language of a key of a localized string; “” for one that is no code."""
    return language_code(key) if _CODE.fullmatch(key) else ""


def _default_first(words: dict[str, str], default: str) -> Texts:
    first = {default: words[default]} if default in words else {}
    return first | words


def languages_of(value: object) -> tuple[list[str], list[str]]:
    """Return the languages of all localized strings of a form, and keys that name none."""
    known: dict[str, None] = {}
    unknown: dict[str, None] = {}
    waiting = [("", value)]
    while waiting:
        name, one = waiting.pop()
        if isinstance(one, dict):
            waiting += one.items()
            if _LOCALIZABLE.search(name) and all(isinstance(text, str) for text in one.values()):
                for key in one:
                    code = _language(key)
                    if key != "default":
                        (known if code else unknown)[code or key] = None
        elif isinstance(one, list):
            waiting += [("", each) for each in one]
    return list(reversed(known)), list(unknown)


def options_of(
    node: JsonNode, wording: FormWording, codes: Mapping[str, tuple[str, ...]]
) -> tuple[ForeignOption, ...]:
    """Return the options of an element that has `choices`, those that SurveyJS adds included."""
    listed = as_list(node.get("choices")) or _numbers(node)
    whole = said(node, "choicesVisibleIf")
    found = [
        option
        for one in listed[:MOST_OPTIONS]
        if (option := _option(one, whole, wording, codes)) is not None
    ]
    return (*found, *_added(node, wording))


def _numbers(node: JsonNode) -> list[object]:
    low, high, step = (node.get(key) for key in ("choicesMin", "choicesMax", "choicesStep"))
    if not isinstance(low, int) or not isinstance(high, int) or not low <= high:
        return []
    by = step if isinstance(step, int) and step > 0 else 1
    return list(range(low, high + 1, by)[:MOST_OPTIONS])


def _option(
    one: object, whole: str, wording: FormWording, codes: Mapping[str, tuple[str, ...]]
) -> ForeignOption | None:
    value, text = value_and_text(one)
    code = code_of(value) or next(iter(wording.words(text).values()), "")
    if not code:
        return None
    words = wording.words(text) or wording.words(code)
    only_if: OnlyIf | None = joined(
        surveyjs_condition(whole, codes, code),
        surveyjs_condition(said(as_node(one), "visibleIf"), codes, code),
    )
    return ForeignOption(code, words, only_if=only_if)


def value_and_text(one: object) -> tuple[object, object]:
    """Return the value of a choice, column or row, and its words: “a|Words” or an object."""
    if isinstance(one, dict):
        value = one.get("value", one.get("name"))
        return value, one.get("text") or one.get("title") or value
    if isinstance(one, str) and "|" in one:
        value, _, text = one.partition("|")
        return value.strip(), text
    return one, one


def _added(node: JsonNode, wording: FormWording) -> list[ForeignOption]:
    """Return what switches of an element add to its list."""
    found = []
    if is_set(node, "showRefuseItem"):
        words = wording.words(node.get("refuseText")) or {wording.default: "Refuse to answer"}
        found.append(ForeignOption("refused", words, exclusive=True))
    if is_set(node, "showDontKnowItem"):
        words = wording.words(node.get("dontKnowText")) or {wording.default: "Don’t know"}
        found.append(ForeignOption("dontknow", words, exclusive=True))
    if is_set(node, "hasNone", "showNoneItem"):
        words = wording.words(node.get("noneText")) or word_for("none", wording.default)
        found.append(ForeignOption("none", words, exclusive=True))
    if is_set(node, "hasOther", "showOtherItem"):
        words = wording.words(node.get("otherText")) or word_for("other", wording.default)
        found.append(ForeignOption("other", words, is_other=True))
    return found
