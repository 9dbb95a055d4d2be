"""What is done to a council: opening, closing and showing a round, its rule, its end; code cards.

Each is a small page that says first what it does. What is possible when says the table of a
council's life, through services.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from survey.delphi.rule import CouncilPolicy
from survey.errors import BadInput, Refused, SurveyError
from survey.services.councils.close_round import close_round
from survey.services.councils.feed_back_round import feed_back_round
from survey.services.councils.open_round import open_round, read_next_round, require_round
from survey.services.councils.reopen_round import reopen_round
from survey.services.councils.steer_council import change_rule, stop_council
from survey.services.jobs.practise_council import answer_as_members, join_invented
from survey.services.overview.round_to_write import round_sheet
from survey.services.overview.watch_council import CouncilWatch, watch_council
from survey.services.steps.council_policy import policy_with
from survey.services.steps.round_days import DAYS_OPEN
from survey.web.desk.access import acting_instance, needs
from survey.web.desk.council_page import council_view
from survey.web.desk.council_tabs import council_tabs
from survey.web.desk.council_words import KIND_WORDS, RULE_WORDS, council_chip
from survey.web.desk.desk_page import desk_page, error_text, number_of
from survey.web.desk.desk_state import desk_state

council_acts_page = Blueprint("council_acts_page", __name__)

_AT = "/councils/<council_id>"
_KEPT = "Nothing was changed, and what you wrote is below."


@dataclass(frozen=True, slots=True)
class ActPage:
    """What a page says before something is done: its button and heading, sentences, what of it can
    never be undone ("": all of it can), and which fields it has."""

    button: str
    before: tuple[str, ...]
    forever: str = ""
    asks_day: bool = False
    asks_reason: bool = False


@needs("coordinator")
def ask(council_id: str, act: str) -> Response:
    """Say what something does, and ask for what it needs."""
    return _page(council_id, act)


@needs("coordinator")
def make(council_id: str, act: str) -> Response:
    """Do it; show its page again, with what was typed, where it cannot be done."""
    watched = watch_council(desk_state().instance, council_id, desk_state().now())
    said = _said(watched, act)
    try:
        if said.forever and "sure" not in request.form:
            raise Refused("Tick that you have read what cannot be undone.", kept=_KEPT)
        _MAKING[act](council_id)
    except SurveyError as error:
        return _page(council_id, act, wrong=error_text(error), status=422)
    return redirect(f"/councils/{council_id}", 303)


@council_acts_page.get(f"{_AT}/rule")
@needs("coordinator")
def rule(council_id: str) -> Response:
    """Show the numbers of the rule, to change them."""
    return _rule_page(council_id)


@council_acts_page.post(f"{_AT}/rule")
@needs("coordinator")
def keep_rule(council_id: str) -> Response:
    """Give the council another rule."""
    watched = watch_council(desk_state().instance, council_id, desk_state().now())
    try:
        policy = policy_with(watched.policy, _typed_numbers(watched.policy))
        reason = request.form.get("reason", "")
        change_rule(acting_instance(), council_id, policy, reason, desk_state().today())
    except SurveyError as error:
        return _rule_page(council_id, wrong=error_text(error), status=422)
    return redirect(f"/councils/{council_id}", 303)


@council_acts_page.post(f"{_AT}/invented")
@needs("coordinator")
def let_invented(council_id: str) -> Response:
    """Let invented people join a practice council, or answer its round that is open."""
    state = desk_state()
    try:
        if request.form.get("do") == "join":
            people = number_of(request.form.get("people", "")) or 0
            join_invented(acting_instance(), council_id, people, state.clock)
        else:
            answer_as_members(acting_instance(), council_id, state.clock)
    except SurveyError as error:
        return council_view(council_id, error, 422)
    return redirect(f"/councils/{council_id}", 303)


def _said(watched: CouncilWatch, act: str) -> ActPage:
    return _SAYING[act](watched)


def _opening(watched: CouncilWatch) -> ActPage:
    sheet = round_sheet(desk_state().instance, watched.id)
    kind = KIND_WORDS[sheet.plan.kind][0].lower() if sheet.plan else "nothing yet"
    asked = f"Round {sheet.number} of this council: {kind}."
    if watched.rounds:
        return ActPage(
            f"Open round {sheet.number}",
            (asked, "Its words cannot be changed while it is open."),
            "What members were asked, and in which words.",
            asks_day=True,
        )
    return ActPage(
        "Open round 1",
        (asked, "Joining ends first: whoever has a code and has not joined cannot any more."),
        "Joining ends, and the rule is fixed. It can change later only with a reason that the "
        "report prints.",
        asks_day=True,
    )


def _closing(watched: CouncilWatch) -> ActPage:
    return ActPage(
        f"Close round {len(watched.rounds)}",
        (
            "What came in is mixed and fixed. Nobody can answer or take back any more.",
            f"Then {watched.threshold} trustees count it together.",
        ),
        "Which answers are counted.",
    )


def _reopening(watched: CouncilWatch) -> ActPage:
    return ActPage(
        f"Open round {len(watched.rounds)} again",
        ("Nobody had answered when it was closed, so it can take answers after all.",),
        asks_day=True,
    )


def _feeding_back(watched: CouncilWatch) -> ActPage:
    return ActPage(
        "Show it to members",
        ("From now on members read how the group answered, and can rate again after that.",),
        "What members have seen.",
    )


def _stopping(watched: CouncilWatch) -> ActPage:
    first = "Codes end now, and who waits to be a member is erased. " if not watched.rounds else ""
    return ActPage(
        "End the rounds early",
        (f"{first}No round comes any more. The report says that it was stopped, and why.",),
        "No round can be opened again.",
        asks_reason=True,
    )


_SAYING: Mapping[str, Callable[[CouncilWatch], ActPage]] = {
    "open": _opening,
    "close": _closing,
    "reopen": _reopening,
    "feedback": _feeding_back,
    "stop": _stopping,
}


def _open(council_id: str) -> None:
    instance, now = acting_instance(), desk_state().now()
    sheet = round_sheet(instance, council_id)
    if not sheet.version:
        raise BadInput("Nothing is written yet for the next round.", do="Write it first.")
    written = read_next_round(instance, council_id, sheet.file, "round")
    open_round(instance, council_id, written, _day(), now)


def _close(council_id: str) -> None:
    close_round(acting_instance(), council_id, desk_state().now())


def _reopen(council_id: str) -> None:
    reopen_round(acting_instance(), council_id, _day(), desk_state().now())


def _feed_back(council_id: str) -> None:
    feed_back_round(acting_instance(), council_id, desk_state().today())


def _stop(council_id: str) -> None:
    reason = request.form.get("reason", "")
    stop_council(acting_instance(), council_id, reason, desk_state().today())


_MAKING: Mapping[str, Callable[[str], None]] = {
    "open": _open,
    "close": _close,
    "reopen": _reopen,
    "feedback": _feed_back,
    "stop": _stop,
}


for _act in _MAKING:
    for _view, _method in ((ask, "GET"), (make, "POST")):
        council_acts_page.add_url_rule(
            f"{_AT}/round/{_act}",
            f"{_view.__name__}_{_act}",
            _view,
            methods=[_method],
            defaults={"act": _act},
        )


def _day() -> date | None:
    """Return the last day that was typed, or None."""
    typed = request.form.get("closes_on", "").strip()
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError:
        raise BadInput(
            "The last day is not written as a day.", kept=_KEPT, do="Write it like 2030-12-31."
        ) from None


def _page(council_id: str, act: str, *, wrong: str = "", status: int = 200) -> Response:
    watched = watch_council(desk_state().instance, council_id, desk_state().now())
    said = _said(watched, act)
    not_yet, problems = (), ()
    if act == "open" and not wrong:
        not_yet, problems = _what_stops(council_id)
    return desk_page(
        "desk/council_act.html",
        status=status,
        here=f"/councils/{council_id}",
        watched=watched,
        said_first=said,
        act=act,
        wrong=wrong,
        not_yet=not_yet,
        problems=problems,
        days=DAYS_OPEN,
        closes_on=request.form.get("closes_on", ""),
        reason=request.form.get("reason", ""),
        sure="sure" in request.form,
    )


def _what_stops(council_id: str) -> tuple[Any, Any]:
    """Return what the next round would be refused for: words, and problems of its file."""
    instance, now = desk_state().instance, desk_state().now()
    sheet = round_sheet(instance, council_id)
    if not sheet.version:
        return ("Nothing is written yet for this round.",), ()
    if sheet.problems:
        return (), sheet.problems
    try:
        written = read_next_round(instance, council_id, sheet.file, "round")
        require_round(instance, council_id, written, None, now)
    except SurveyError as error:
        return (error_text(error),), getattr(error, "problems", ())
    return (), ()


def _typed_numbers(policy: CouncilPolicy) -> dict[str, str]:
    return {
        name: request.form[name].strip()
        for name in _numbers(policy)
        if request.form.get(name, "").strip()
    }


def _numbers(policy: CouncilPolicy) -> dict[str, object]:
    """Return the numbers of a policy that can be changed, by their names."""
    plain = policy.model_dump()
    return {name: plain[part][key] for name in RULE_WORDS for part, key in [name.split(".", 1)]}


def _rule_page(council_id: str, *, wrong: str = "", status: int = 200) -> Response:
    watched = watch_council(desk_state().instance, council_id, desk_state().now())
    rows = [
        (name, RULE_WORDS[name], request.form.get(name, f"{value:g}"))
        for name, value in _numbers(watched.policy).items()
    ]
    return desk_page(
        "desk/council_rule.html",
        status=status,
        here=f"/councils/{council_id}",
        watched=watched,
        chip=council_chip(watched.state, len(watched.rounds)),
        tabs=council_tabs(council_id),
        rows=rows,
        wrong=wrong,
        reason=request.form.get("reason", ""),
    )
