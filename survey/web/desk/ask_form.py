"""The form of an ask: from what a browser sends to what is written, and back to fields.

It knows fields. It decides nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from survey.follow_up.ask_limits import MOST_BODIES
from survey.follow_up.asks import Ask, Evidence
from survey.services.follow_up.write_ask import AskWritten, BodyWritten
from survey.services.steps.ask_sources import CitableCell

#: Empty rows that a form has for bodies, beside those that are written.
_MORE = 2
#: Between the parts of a reference in a field.
_APART = "\n"
#: Nobody: a row of this group is left out.
_NOBODY = ""


@dataclass(frozen=True, slots=True)
class CellsToTick:
    """What can be cited of one question, each as a field's value, words, if ticked."""

    of: str
    cells: tuple[tuple[str, str, bool], ...]

    @property
    def is_used(self) -> bool:
        """Tell whether one of them is ticked."""
        return any(ticked for _, _, ticked in self.cells)


def ask_sent(form: MultiDict[str, str]) -> AskWritten:
    """Return an ask as it was typed; rows without a group and a name are left out."""
    return AskWritten(
        sentence=form.get("sentence", ""),
        theme=form.get("theme", ""),
        bodies=_bodies(form),
        done_looks_like=_lines(form.get("done", "")),
        evidence=[_reference(one) for one in form.getlist("evidence")],
        survivors_check=bool(form.get("check")),
        due_on=form.get("due", ""),
    )


def as_written(ask: Ask) -> AskWritten:
    """Return a stored ask as its form has it."""
    return AskWritten(
        sentence=ask.sentence,
        theme=ask.theme,
        bodies=[
            BodyWritten(one.group, one.name, one.function, one.leads, one.id) for one in ask.bodies
        ],
        done_looks_like=ask.done_looks_like,
        evidence=ask.evidence,
        survivors_check=ask.survivors_check,
        due_on=ask.due_on,
    )


def rows_of_bodies(written: AskWritten) -> Sequence[BodyWritten]:
    """Return the rows of bodies as a form shows them, with empty ones below."""
    more = max(0, min(_MORE, MOST_BODIES - len(written.bodies)))
    return [*written.bodies, *[BodyWritten(_NOBODY)] * more]


def cells_to_tick(
    citable: Iterable[CitableCell], chosen: Sequence[Evidence]
) -> Sequence[CellsToTick]:
    """Return what can be cited, question after question, with what is chosen ticked."""
    by_question: dict[str, list[tuple[str, str, bool]]] = {}
    for one in citable:
        words = f"{one.said}: {one.words}" if one.said else one.words
        ticked = one.evidence in chosen
        by_question.setdefault(one.of, []).append((value_of(one.evidence), words, ticked))
    return [CellsToTick(of, tuple(cells)) for of, cells in by_question.items()]


def value_of(evidence: Evidence) -> str:
    """Return a reference as the value of a field."""
    return _APART.join((evidence.of_id, evidence.question, evidence.row, evidence.statement))


def _reference(value: str) -> Evidence:
    parts = [*_lines(value).split(_APART), "", "", "", ""][:4]
    return Evidence(of_id=parts[0], question=parts[1], row=parts[2], statement=parts[3])


def _bodies(form: Mapping[str, str]) -> list[BodyWritten]:
    found = []
    for place in range(1, MOST_BODIES + _MORE + 1):
        group, name = form.get(f"group-{place}", _NOBODY), form.get(f"name-{place}", "")
        if group != _NOBODY or name.strip():
            leads = form.get("leads", "") == str(place)
            function, body_id = form.get(f"function-{place}", ""), form.get(f"body-{place}", "")
            found.append(BodyWritten(group, name, function, leads, body_id))
    return found


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n")
