"""The forms of writing a questionnaire (Flask-WTF), filled from a file and read into changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, cast

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Optional

from survey.errors import BadInput
from survey.questionnaire.drafting.chosen_rules import (
    ANY_ANSWER,
    ChosenRule,
    Condition,
    chosen_rule,
    rule_of,
)
from survey.questionnaire.drafting.editing import (
    AnswerAsked,
    Ends,
    Kind,
    PartAsked,
    QuestionAsked,
    choices_of,
    items_of,
    parts_of,
    question_title,
)
from survey.questionnaire.drafting.words_in_place import words_in
from survey.web.desk.account_forms import choices_of as select_choices
from survey.web.desk.desk_page import number_of
from survey.web.desk.number_fields import WholeNumberField

KINDS = (
    ("single", "Choose one"),
    ("multiple", "Choose any that fit"),
    ("scale", "A scale"),
    ("ranking", "Put in order"),
    ("text", "Own words"),
    ("note", "Words between questions: nothing is asked"),
)
#: The kinds that have answers to choose from.
WITH_ANSWERS = ("single", "multiple", "scale", "ranking")
_ANSWER_KINDS = (
    ("option", "An answer"),
    ("dont_know", "I do not know"),
    ("does_not_apply", "Does not apply"),
)
_NOBODY, _RULES = "", 3
_SEVERAL = ("multiple", "ranking")
_BETWEEN = "|"


class AnswerRow(Form):  # type: ignore[misc]
    """One answer."""

    id = HiddenField()
    words = StringField("Answer")
    kind = SelectField("What it is", choices=select_choices(_ANSWER_KINDS), default="option")
    exclusive = BooleanField("Excludes the others")


class RuleRow(Form):  # type: ignore[misc]
    """One condition of a rule."""

    chosen = SelectField(
        "Whether", choices=select_choices((("yes", "was chosen"), ("no", "was not chosen")))
    )
    what = SelectField("Answer", choices=[], validate_choice=False)


class _RuleForm(FlaskForm):  # type: ignore[misc]
    """What every form of a draft has: the version it was made from, its language, and a rule."""

    base = HiddenField()
    item_id = HiddenField()
    language = HiddenField()
    let_go = HiddenField()
    joined = SelectField(
        "When several are chosen here",
        choices=select_choices((("all", "All of these"), ("any", "One of these is enough"))),
    )
    rules = FieldList(FormField(RuleRow), min_entries=_RULES, max_entries=9)

    def read_rule(self, data: Any, before: Any) -> Any:
        """Return the rule as a file has it; one that was written by hand stays."""
        if chosen_rule(before) is None:
            return before
        found: list[Condition] = []
        for row in self.rules:
            question, _, option = (row.what.data or "").partition(_BETWEEN)
            if question:
                found.append(Condition(question, option, row.chosen.data != "no"))
        several = frozenset(
            str(item.get("id"))
            for part in parts_of(data)
            for item in items_of(part)
            if item.get("type") in _SEVERAL
        )
        return rule_of(ChosenRule(self.joined.data or "all", tuple(found)), several)

    def offer_answers(self, groups: dict[str, list[tuple[str, str]]]) -> None:
        """Let conditions be chosen among the answers of earlier questions, in groups."""
        for row in self.rules:
            row.what.choices = {"": [(_NOBODY, "Nothing: shown to everybody")], **groups}


class QuestionForm(_RuleForm):
    """One question or note, in one language."""

    text = TextAreaField("Question")
    help = StringField("A line below it, if needed")
    kind = SelectField("Kind", choices=select_choices(KINDS), validate_choice=False)
    sensitive = BooleanField("This may be hard to answer")
    breakdown = BooleanField("Split tables by this question")
    merged = BooleanField("Join small groups as the file says")
    at_most = WholeNumberField("How many answers at most", validators=[Optional()])
    numbered = BooleanField("Numbers, with words at both ends")
    first_point = SelectField(
        "First number", choices=select_choices((("1", "1"), ("0", "0"))), default="1"
    )
    last_point = WholeNumberField("Last number", validators=[Optional()])
    low = StringField("Words at the first number")
    high = StringField("Words at the last number")
    answers = FieldList(FormField(AnswerRow), max_entries=70)

    def asked(self, data: Any, item: dict[str, Any]) -> QuestionAsked:
        """Return what the form says of a question."""
        kind = cast("Kind", self.kind.data if self.kind.data in dict(KINDS) else "single")
        ends = None
        if kind == "scale" and self.numbered.data:
            first = number_of(self.first_point.data or "")
            ends = Ends(
                1 if first is None else first,
                self.last_point.data or 0,
                self.low.data or "",
                self.high.data or "",
            )
        return QuestionAsked(
            kind,
            self.text.data or "",
            self.help.data or "",
            sensitive=self.sensitive.data,
            breakdown=self.breakdown.data,
            at_most=self.at_most.data,
            answers=tuple(self._answers()),
            ends=ends,
            rule=self.read_rule(data, item.get("show_if")),
            merged=self.merged.data or "merge" not in item,
        )

    def _answers(self) -> Iterator[AnswerAsked]:
        for row in self.answers:
            words = (row.words.data or "").strip()
            if words or row.form.id.data:
                kind, exclusive = row.kind.data or "option", row.exclusive.data
                yield AnswerAsked(row.form.id.data or "", words, kind, exclusive)

    def rearrange(self, go: str) -> bool:
        """Add, move or take out an answer as a button says; False for any other button."""
        act, _, number = go.partition("-")
        rows = [row.data for row in self.answers]
        typed = number_of(number)
        place = -1 if typed is None else typed
        if act == "add":
            rows.append({})
        elif act in ("up", "down") and 0 <= place < len(rows):
            to = place + (1 if act == "down" else -1)
            rows.insert(max(0, to), rows.pop(place))
        elif act == "drop" and 0 <= place < len(rows):
            del rows[place]
        else:
            return act == "kind"
        while self.answers.entries:
            self.answers.pop_entry()
        for one in rows:
            self.answers.append_entry(one)
        return True


class PartForm(_RuleForm):
    """One part, in one language."""

    title = StringField("Title of this part")
    content_note = TextAreaField("Content note")
    same_note = BooleanField("The note of the part before holds for this one, too")
    sensitivity = SelectField(
        "How hard it may be",
        choices=select_choices((("1", "Plain"), ("2", "May be hard"), ("3", "Hard"))),
    )

    def asked(self, data: Any, part: dict[str, Any]) -> PartAsked:
        """Return what the form says of a part."""
        return PartAsked(
            self.title.data or "",
            self.content_note.data or "",
            same_note=self.same_note.data,
            sensitivity=number_of(self.sensitivity.data or "") or 1,
            rule=self.read_rule(data, part.get("show_if")),
        )


class WholeForm(FlaskForm):  # type: ignore[misc]
    """What is said before and after all questions, in one language."""

    base = HiddenField()
    language = HiddenField()
    let_go = HiddenField()
    title = StringField("Title")
    theme = StringField("What it is about, in a few words")
    who = StringField("Who is asked")
    regions = StringField("Countries, by their two letters")
    minutes = WholeNumberField("How many minutes it takes", validators=[Optional()])
    introduction = TextAreaField("Introduction")
    consent = TextAreaField("What people agree to")
    details = TextAreaField("More, for those who open it")
    closing = TextAreaField("Words on the last page")


def require_numbers(form: Any) -> None:
    """Refuse with BadInput a field that takes a number and holds something else."""
    for field in form:
        typed = str(field.raw_data[0]).strip() if field.raw_data else ""
        if isinstance(field, WholeNumberField) and field.process_errors and typed:
            raise BadInput(
                f"“{typed[:40]}” is no number: {field.label.text.lower()}.",
                kept="Nothing was changed, and what you wrote is here.",
                do="Write it in digits, or leave it empty.",
            )


def question_values(item: dict[str, Any], language: str, first: str) -> dict[str, Any]:
    """Return what a form of a question shows of a file."""
    points = item.get("points")
    numbered = points if isinstance(points, dict) else {}
    return {
        "item_id": item.get("id", ""),
        "text": words_in(item.get("text"), language, first),
        "help": words_in(item.get("help"), language, first),
        "kind": item.get("type", "single"),
        "sensitive": item.get("sensitive") is True,
        "breakdown": item.get("breakdown") is True,
        "merged": "merge" in item,
        "at_most": item.get("at_most") if isinstance(item.get("at_most"), int) else None,
        "numbered": bool(numbered),
        "first_point": str(numbered.get("from", 1)),
        "last_point": numbered.get("to"),
        "low": words_in(numbered.get("low"), language, first),
        "high": words_in(numbered.get("high"), language, first),
        "answers": [
            {
                "id": str(one.get("id", "")),
                "words": words_in(one.get("text"), language, first),
                "kind": one.get("kind", "option"),
                "exclusive": one.get("exclusive") is True,
            }
            for one in choices_of(item)
        ],
        **_rule_values(item.get("show_if")),
    }


def part_values(part: dict[str, Any], language: str, first: str) -> dict[str, Any]:
    """Return what a form of a part shows of a file."""
    return {
        "item_id": part.get("id", ""),
        "title": words_in(part.get("title"), language, first),
        "content_note": words_in(part.get("content_note"), language, first),
        "same_note": part.get("same_note") is True,
        "sensitivity": str(part.get("sensitivity", 1)),
        **_rule_values(part.get("show_if")),
    }


def whole_values(data: dict[str, Any], language: str, first: str) -> dict[str, Any]:
    """Return what the form of the whole shows of a file."""
    audience = data.get("audience")
    block = audience if isinstance(audience, dict) and "who" in audience else {"who": audience}
    if isinstance(audience, dict) and not set(audience) - {"regions", "young", "who"}:
        block = audience
    regions = block.get("regions")
    texts = ("title", "theme", "introduction", "consent", "details", "closing")
    return {key: words_in(data.get(key), language, first) for key in texts} | {
        "who": words_in(block.get("who"), language, first),
        "regions": ", ".join(map(str, regions)) if isinstance(regions, list) else "",
        "minutes": data.get("minutes") if isinstance(data.get("minutes"), int) else None,
    }


def _rule_values(rule: Any) -> dict[str, Any]:
    chosen = chosen_rule(rule) or ChosenRule()
    rows = [
        {
            "chosen": "yes" if one.chosen else "no",
            "what": f"{one.question}{_BETWEEN}{one.option}",
        }
        for one in chosen.conditions
    ]
    return {"joined": chosen.joined, "rules": rows + [{}] * max(0, _RULES - len(rows))}


def earlier_answers(data: Any, part: int, first: str) -> dict[str, list[tuple[str, str]]]:
    """Return the answers of all questions of earlier parts, in groups by question."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for one in parts_of(data)[:part]:
        for item in items_of(one):
            if item.get("type") == "note" or "id" not in item:
                continue
            name = str(item["id"])
            heading = f"{name} {question_title(item, first, first)}"[:80]
            groups[heading] = [(f"{name}{_BETWEEN}{ANY_ANSWER}", "Any answer")]
            groups[heading] += list(_answers_of(item, name, first))
    return groups


def _answers_of(item: dict[str, Any], name: str, first: str) -> Iterable[tuple[str, str]]:
    points = item.get("points")
    if isinstance(points, dict):
        numbers = range(points.get("from", 1), points.get("to", 0) + 1)
        yield from ((f"{name}{_BETWEEN}p{i}", str(one)) for i, one in enumerate(numbers, 1))
    for one in choices_of(item):
        words = words_in(one.get("text"), first, first)
        yield f"{name}{_BETWEEN}{one.get('id')}", words[:80] or str(one.get("id"))
