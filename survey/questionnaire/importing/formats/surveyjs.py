"""A form of SurveyJS (JSON, strict or relaxed, also inside another document) as a foreign form.

Nothing of it is run, and no address in it is called.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterator

from survey.errors import BadInput
from survey.questionnaire.importing.expressions.condition_grammar import any_of
from survey.questionnaire.importing.expressions.surveyjs_logic import surveyjs_condition
from survey.questionnaire.importing.foreign_form import ForeignForm, OnlyIf
from survey.questionnaire.importing.formats.bytes_read import not_readable, text_of
from survey.questionnaire.importing.formats.label_words import shown_briefly
from survey.questionnaire.importing.formats.surveyjs_items import FormFacts, TooManyItems, name_of
from survey.questionnaire.importing.formats.surveyjs_pages import FormPages
from survey.questionnaire.importing.formats.surveyjs_words import (
    FormWording,
    JsonNode,
    as_list,
    as_node,
    as_nodes,
    code_of,
    languages_of,
    said,
    value_and_text,
)
from survey.questionnaire.importing.language_names import language_code
from survey.questionnaire.importing.relaxed_json import NotJson, TooNested, values_in

#: Questions of one form, rows of tables counted one by one.
MOST_ITEMS = 5_000
MOST_PAGES = 2_000
_AGAIN = "Export the form from its editor as JSON, and try again."
#: Lists that hold elements.
_HOLDING = ("elements", "questions", "templateElements")
#: What a form may do that has no counterpart here, by the property that says it.
_NOT_DONE = {
    "calculatedValues": "Values that the form reckons were left out.",
    "completedHtmlOnCondition": "Closing words that depend on the answers were left out.",
    "navigateToUrl": "The address that people are led to at the end was left out.",
    "navigateToUrlOnCondition": "Addresses that people are led to at the end were left out.",
    "maxTimeToFinish": "The time that people are given was left out: nobody is hurried here.",
    "timeLimit": "The time that people are given was left out: nobody is hurried here.",
    "completedBeforeHtml": "Words for people who have answered before were left out.",
}
_ENDINGS = {"complete": "ends the form", "setvalue": "fills in an answer",
            "copyvalue": "copies an answer", "runexpression": "reckons a value",
            "skip": "leads to another question"}  # fmt: skip


def read_surveyjs(name: str, content: bytes) -> ForeignForm:
    """Return the form of a SurveyJS file; BadInput where there is none."""
    text = text_of(name, content)
    forms = _forms_in(text.text, name)
    form = forms[0]
    languages, unnamed = languages_of(form)
    locale = language_code(said(form, "locale")) if said(form, "locale") else ""
    default = _language_of_plain(locale, languages)
    facts = _facts(form, FormWording(default))
    pages = FormPages(facts)
    try:
        for where, page in _pages(form):
            pages.read_page(page, where)
    except TooManyItems as error:
        raise _unusual(name, "more questions and answers than anybody can be asked") from error
    sections = pages.sections()
    count = sum(len(section.items) for section in sections)
    if count == 0 or count > MOST_ITEMS:
        raise _unusual(name, f"more than {MOST_ITEMS:,} questions" if count else "no questions")
    first = locale if locale in languages else default
    wording = facts.wording
    return ForeignForm(
        format="SurveyJS",
        sections=sections,
        title=wording.words(form.get("title")),
        introduction=wording.words(form.get("description")),
        closing=wording.words(form.get("completedHtml")),
        languages=tuple(one for one in dict.fromkeys((first, default, *languages)) if one),
        unnamed_languages=tuple(unnamed),
        remarks=(*text.notes, *_remarks(form, forms)),
    )


def _unusual(name: str, told: str) -> BadInput:
    return not_readable(f"The form in {name} has {told}.", _AGAIN)


def _language_of_plain(locale: str, languages: list[str]) -> str:
    """Return the language of strings that say none, and of those called “default”.

    SurveyJS means English, unless the form says otherwise; “” where nothing tells.
    """
    if locale and locale not in languages:
        return locale
    return "en" if languages or locale == "en" else ""


def _forms_in(text: str, name: str) -> list[JsonNode]:
    try:
        forms = [form for value in values_in(text) for form in _forms_of(value)]
    except TooNested as error:
        raise not_readable(
            f"Objects in {name} lie in each other deeper than in any form.", _AGAIN
        ) from error
    except NotJson as error:
        raise not_readable(
            f"{name} is no JSON that can be read: it breaks off or goes wrong near line "
            f"{error.line}.",
            _AGAIN,
        ) from error
    if not forms:
        raise not_readable(
            f"There is no form of SurveyJS in {name}: nothing in it has pages or elements.", _AGAIN
        )
    return forms


def _forms_of(value: object) -> Iterator[JsonNode]:
    """Return every form in a value, from the outside in; a form inside a form is part of it."""
    waiting = deque([value])
    while waiting:
        one = waiting.popleft()
        if isinstance(one, dict):
            if _is_form(one):
                yield one
            else:
                waiting += one.values()
        elif isinstance(one, list):
            waiting += one
        elif isinstance(one, str) and one.lstrip()[:1] == "{" and '"' in one:
            waiting += _packed(one)


def _packed(said_there: str) -> list[object]:
    """Return the value that a string holds as JSON; nothing for any other string."""
    try:
        return [value for value in [json.loads(said_there)] if isinstance(value, dict)]
    except (ValueError, RecursionError):
        return []


def _is_form(node: JsonNode) -> bool:
    pages = as_nodes(node.get("pages"))
    if any(as_nodes(page.get(key)) for page in pages for key in _HOLDING):
        return True
    elements = [one for key in _HOLDING for one in as_nodes(node.get(key))]
    return any("name" in one and isinstance(one.get("type"), str) for one in elements)


def _pages(form: JsonNode) -> Iterator[tuple[str, JsonNode]]:
    for count, page in enumerate(as_nodes(form.get("pages"))[:MOST_PAGES]):
        yield f"pages[{count}]", page
    loose = {key: form[key] for key in _HOLDING if as_list(form.get(key))}
    if loose:
        yield "form", {"name": "form", **loose}


def _facts(form: JsonNode, wording: FormWording) -> FormFacts:
    """Gather what elements need to know of each other."""
    elements: dict[str, JsonNode] = {}
    waiting: list[JsonNode] = [page for _, page in _pages(form)]
    while waiting:
        one = waiting.pop()
        for key in _HOLDING:
            waiting += as_nodes(one.get(key))
        if name_of(one):
            elements.setdefault(name_of(one), one)
    codes = {
        name: tuple(code_of(value_and_text(choice)[0]) for choice in as_list(node.get("choices")))
        for name, node in elements.items()
    }
    codes |= {
        name: ("true", "false")
        for name, node in elements.items()
        if said(node, "type") == "boolean" and not code_of(node.get("valueTrue"))
    }
    return FormFacts(wording, codes, elements, _shown_by(form))


def _shown_by(form: JsonNode) -> dict[str, OnlyIf]:
    """Return what makes questions and pages visible, for triggers that do."""
    found: dict[str, list[OnlyIf]] = {}
    for trigger in as_nodes(form.get("triggers")):
        condition = surveyjs_condition(_written(trigger))
        if said(trigger, "type").removesuffix("trigger") != "visible" or condition is None:
            continue
        for key in ("questions", "pages"):
            for name in as_list(trigger.get(key)):
                found.setdefault(code_of(name), []).append(condition)
    return {name: any_of(conditions) for name, conditions in found.items()}


def _written(trigger: JsonNode) -> str:
    """Return when a trigger acts, as an expression."""
    if said(trigger, "expression"):
        return said(trigger, "expression")
    operator = said(trigger, "operator") or "equal"
    if operator in ("empty", "notempty"):
        return f"{{{name_of(trigger)}}} {operator}"
    value = code_of(trigger.get("value")).replace("'", "")
    return f"{{{name_of(trigger)}}} {operator} '{value}'"


def _remarks(form: JsonNode, forms: list[JsonNode]) -> Iterator[str]:
    if len(forms) > 1:
        titles = ", ".join(shown_briefly(_title(one), 60) for one in forms[1:6])
        yield (
            f"The file holds {len(forms)} forms. The first was read, the others were left out: "
            f"{titles}."
        )
    for key, told in _NOT_DONE.items():
        if form.get(key):
            yield told
    for trigger in as_nodes(form.get("triggers")):
        kind = said(trigger, "type").removesuffix("trigger")
        if kind != "visible":
            does = _ENDINGS.get(kind, f"does “{kind}”")
            yield (f"A rule that {does} where {shown_briefly(_written(trigger))} was left out.")


def _title(form: JsonNode) -> str:
    title = form.get("title")
    if isinstance(title, dict):
        title = next((one for one in as_node(title).values() if isinstance(one, str)), "")
    return f"“{title}”" if isinstance(title, str) and title else "one without a title"
