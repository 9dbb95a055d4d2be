"""The file by which a moderator writes a round: what is asked, and what became of statements.

It opens no file and must not know a member, an answer or who proposed anything.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from survey.delphi.files.file_reading import tree_of
from survey.delphi.files.plans import CouncilFile
from survey.delphi.files.plans import CouncilTerm as CouncilTerm
from survey.delphi.files.plans import Planned as Planned
from survey.delphi.files.plans import Prompt as Prompt
from survey.delphi.files.plans import RoundPlan as RoundPlan
from survey.delphi.files.round_as_written import RoundAsWritten, flaws
from survey.delphi.files.words_sheet import words_sheet as words_sheet
from survey.delphi.form.round_form import form_of
from survey.delphi.life.statement_changes import (
    StatementChanges,
    StatementInFile,
    in_one_line,
    text_of,
)
from survey.delphi.life.statements import Register, StatementEvent
from survey.delphi.statistics.stability import advise
from survey.questionnaire.files.explaining import built
from survey.questionnaire.files.problems import Finding, shown
from survey.questionnaire.files.soundness import unsound
from survey.questionnaire.text_places import first_language_first
from survey.questionnaire.texts import Text

_JUDGED = ("rate", "rate again")


def read_round(
    yaml_text: str | bytes,
    name: str,
    council: CouncilFile,
    register: Register,
    number: int,
    *,
    before: Sequence[RoundPlan] = (),
    stopped: Collection[str] = (),
) -> tuple[RoundPlan, tuple[StatementEvent, ...]]:
    """Read round `number` of a council from the text (or UTF-8 bytes) of a YAML file.

    `before` are the plans of the rounds so far (their words in all languages), `stopped` the
    statements that the rule rates no more. Gives the plan, and the events that the register has to
    take before the round opens (all but that statements are rated). QuestionnaireProblems lists all
    that is wrong.
    """
    tree = tree_of(yaml_text, name, "file of a round")
    written, findings = built(RoundAsWritten, tree.data)
    if written is not None:
        written = first_language_first(written, council.languages)
        findings = list(flaws(written, tree.data, council))
    findings = tree.with_flaws(findings)
    if written is None or findings:
        raise tree.problems(name, findings)
    planning = _Planning(written, council, register, number, before, stopped)
    plan = planning.plan()
    if planning.findings or plan is None:
        raise tree.problems(name, planning.findings)
    return plan, tuple(planning.events)


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of the file of a round after YAML loading."""
    schema = RoundAsWritten.model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


class _Planning:
    """Makes a plan of what is written and what is known; `findings` say why there is none."""

    def __init__(
        self,
        written: RoundAsWritten,
        council: CouncilFile,
        register: Register,
        number: int,
        before: Sequence[RoundPlan],
        stopped: Collection[str],
    ) -> None:
        self._written, self._council, self._number = written, council, number
        self._before = before
        self._going_on = _going_on(register, council, stopped)
        self._changes = StatementChanges(register, number)
        self._texts = [(one.id, one.text) for plan in reversed(before) for one in plan.statements]
        self.findings: list[Finding] = []

    @property
    def events(self) -> list[StatementEvent]:
        """Return what the register takes before the round opens."""
        return self._changes.events

    def plan(self) -> RoundPlan | None:
        """Return the plan, or None where something is wrong with the statements."""
        written = self._written
        self._changes.take(written.ideas, written.bring_back, written.statements, written.drop)
        self.findings += self._changes.findings or [*self._rated_wrongly(), *self._other_aspects()]
        self.findings += self._nobody_was_asked()
        if self.findings:
            return None
        statements = tuple(self._planned(one) for one in self._asked())
        if written.kind == "rate again" and not statements:
            what = "the rule rates no statement again"
            self.findings.append(Finding((), what, "Write the report, or ask something else"))
            return None
        ask_why = written.ask_why and self._council.audience.young is None
        plan = RoundPlan(
            **{name: getattr(written, name) for name in _KEPT},
            ask_why=ask_why and bool(statements or written.terms),
            ask_changed=ask_why and written.kind == "rate again" and self._can_ask_of_changes(),
            aspects=self._aspects(),
            statements=statements,
            items=tuple(CouncilTerm(id=item.id, text=item.text) for item in written.items),
        )
        self.findings += _form_flaws(self._council, plan, self._number)
        return plan

    def _can_ask_of_changes(self) -> bool:
        """Tell whether there are words to ask in: councils of before may have none of their own."""
        return not {"changed_why", "changed_title"} & set(self._council.wording().unknown())

    def _nobody_was_asked(self) -> Iterator[Finding]:
        """Return what is wrong with a summary of answers to what the last round did not ask."""
        asked = bool(self._before) and self._before[-1].ask_changed
        if self._written.why_changed and not asked:
            what = "nobody was asked in the last round what led to another rating"
            yield Finding(("why_changed",), what, "Take it out")

    def _rated_wrongly(self) -> Iterator[Finding]:
        """Return the statements whose words have a result, and that this round cannot ask for."""
        for i, one in enumerate(self._written.statements):
            if self._changes.state(one.id) != "result":
                continue
            path = ("statements", i, "id")
            if self._written.kind == "rate":
                what = f"{shown(one.id)} was rated before in these words"
                yield Finding(path, what, "Write “kind: rate again”, or take it out here")
            elif one.id not in self._going_on:
                what = f"{shown(one.id)} is rated no more: the rule agreed at the start stops it"
                yield Finding(path, what, "Take it out; only other words could be rated")

    def _other_aspects(self) -> Iterator[Finding]:
        written = self._written
        if written.kind == "rate again" and written.aspects:
            last = self._last_aspects()
            if last and tuple(written.aspects) != last:
                what = "other aspects were rated before, and could not be compared"
                yield Finding(("aspects",), what, "Take this line out")

    def _aspects(self) -> tuple[str, ...]:
        if self._written.kind == "rate again" and not self._written.aspects:
            return self._last_aspects() or ("",)
        return self._written.aspects or ("",)

    def _last_aspects(self) -> tuple[str, ...]:
        rated = (plan.aspects for plan in reversed(self._before) if plan.kind in _JUDGED)
        return next(rated, ())

    def _asked(self) -> Iterator[StatementInFile]:
        """Return the statements as written, then those that the rule rates again."""
        yield from self._written.statements
        if self._written.kind == "rate again":
            named = {one.id for one in self._written.statements}
            for id_ in self._going_on:
                if id_ not in named and self._changes.state(id_) == "result":
                    yield StatementInFile(id=id_)

    def _planned(self, one: StatementInFile) -> Planned:
        words = self._changes.register[one.id].words
        changed = self._changes.changed(one.id)
        return Planned(
            id=one.id,
            text=in_one_line(one.text) if one.text else text_of(words, one.id, self._texts),
            changed=changed,
            earlier=tuple(map(self._as_seen, self._changes.earlier(one.id))) if changed else (),
            in_favour=one.in_favour,
            against=one.against,
        )

    def _as_seen(self, words: str) -> Text:
        said = (text for _, text in self._texts if text.in_language("") == words)
        return next(said, Text((("", words),)))


_KEPT = (
    "kind", "title", "introduction", "minutes", "content_note", "ask_young", "prompts", "terms",
    "question", "allowed", "why_changed",
)  # fmt: skip


def _going_on(
    register: Register, council: CouncilFile, stopped: Collection[str]
) -> tuple[str, ...]:
    """Return the statements with a result that the rule does not stop, in order."""
    going_on = []
    for one in register.in_state("result"):
        times = sum(step.deed == "rate" for step in one.life)
        by_rounds = times and advise(None, times, council.policy.rule) != "rate again"
        if one.id not in stopped and not by_rounds:
            going_on.append(one.id)
    return tuple(going_on)


def _form_flaws(council: CouncilFile, plan: RoundPlan, number: int) -> Iterator[Finding]:
    """Return what the questionnaire of this round would be refused for, by places of the file."""
    asked = "prompts" if plan.prompts else "terms" if plan.terms else "statements"
    for found in unsound(form_of(council, plan, number)):
        if found.path[0] in ("introduction", "title", "minutes"):
            yield found
        elif "content_note" in found.path:
            yield Finding(("content_note",), found.what, found.do)
        elif found.path[0] == "sections":
            yield Finding((asked,), found.what, found.do)
