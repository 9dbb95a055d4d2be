"""Giving out headline numbers with noise: shares to exact counts to a ledger that is never undone.

It knows the numbers secret and exact counts while it works, in memory only. It must not store, log
or return them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from survey.answers.codec import Layout
from survey.disclosure.noise.headline_numbers import (
    Headline,
    HeadlineRelease,
    headline_release,
    new,
    read_plan,
    refused,
    too_few,
    unsuitable,
)
from survey.disclosure.noise.noise_mechanism import LEAST_PEOPLE, Draw, NoisyCount, opendp_draw
from survey.disclosure.release import Release
from survey.disclosure.rounding import nearest
from survey.errors import Action, ClosedSetChanged, DisclosureRefused, Do, StudyStateWrong
from survey.questionnaire.codebook import rows
from survey.questionnaire.files.reading import from_json
from survey.questionnaire.model import Questionnaire
from survey.services.steps.open_shelf import Progress, open_shelf
from survey.services.steps.places_to_write import require_folder
from survey.services.steps.release_standing import headline_item, standing_of
from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.studies import noise_ledger, releases, study_life, study_rows
from survey.studies.life_table import may
from survey.tally.counting import Tally, count

_NOTHING = "Nothing was spent."


@dataclass(frozen=True, slots=True)
class HeadlineRequest:
    """Numbers that can be asked for: what the plan says, what adds the noise, and its name."""

    plan: tuple[Headline, ...]
    draw: Draw
    name: str


def prepare_headlines(text: str, name: str, out: Path) -> HeadlineRequest:
    """Return what the text of a plan called `name` asks for, before anything is opened or spent.

    BadInput with what is wrong with the plan; Refused where the numbers would have no folder at
    `out`, or nothing is installed that adds noise.
    """
    plan = read_plan(text, name)
    require_folder(out, "Nothing was opened, and nothing was spent.")
    return HeadlineRequest(tuple(plan), opendp_draw(), name)


def release_headlines(
    instance: Instance,
    study_id: str,
    sheets: Sequence[str],
    plan: Sequence[Headline],
    draw: Draw,
    progress: Progress = lambda done, total: None,
    *,
    today: date,
    name: str = "of headlines",
) -> HeadlineRelease:
    """Return the headline numbers of a plan, about the newest release of a study.

    `sheets` are the texts of share sheets; they are needed only for numbers that were not given out
    before. `draw` adds the noise; `progress` takes envelopes done and to do; `name` is what the
    plan is called. What is spent is in the ledger before anything is returned. BadInput with what
    is wrong with the plan, StudyStateWrong, SharesRefused, ClosedSetChanged or DisclosureRefused.
    """
    with instance.engine.connect() as connection:
        row = study_rows.get(connection, study_id)
        study_rows.require_data(row)
        release = _released(row, releases.newest(connection, study_id))
        ledger = noise_ledger.every(connection, study_id)
    _require_suitable(plan, release, ledger, name)
    asked = new(plan, release, ledger)
    if asked:
        questionnaire = from_json(row.questionnaire_json)
        tally = _counted(instance, row, release, sheets, progress)
        exact = {one.indicator: _count(one, questionnaire, tally, release) for one in asked}
        ledger = _spend(instance, plan, release, exact, draw, name, today)
    return headline_release(plan, release, ledger)


def require_headlines_may_leave(
    instance: Instance, study_id: str, plan: Sequence[Headline]
) -> None:
    """Refuse to hand out headline numbers of a real study before each was approved, and the release
    signed for; those that were rejected are never handed out."""
    with instance.engine.connect() as connection:
        standing = standing_of(connection, study_id)
    asked = {one.id: headline_item(one.indicator) for one in plan}
    no = [name for name, item in asked.items() if item in standing.rejected]
    if no:
        raise StudyStateWrong(
            f"Of these headline numbers some were rejected: {', '.join(no)}.",
            kept="No file was written. What was spent stays spent.",
            do="Take them out of the plan; what is left costs nothing more.",
        )
    undecided = standing.must_be_signed and not standing.decisions.keys() >= set(asked.values())
    if undecided or not standing.may_leave:
        raise StudyStateWrong(
            "Nobody has signed for these headline numbers yet.",
            kept="No file was written. The numbers are kept: the same plan gives the same ones "
            "again, and spends nothing.",
            do=(
                "Approve or reject each, and have a second person sign",
                Action(Do.SIGN_RELEASE, study_id),
            ),
        )


def _released(row: study_rows.StudyRow, release: Release | None) -> Release:
    """Return the release, when it is of the very answers that are closed, and of enough people."""
    if not may(row.stand, "asked for headlines") or release is None:
        raise StudyStateWrong(
            f"The study {row.id} is {row.stand}; headline numbers are given beside a release.",
            kept=_NOTHING,
            do=(
                "Close it and open it first",
                Action(Do.CLOSE_STUDY, row.id),
                Action(Do.OPEN_STUDY, row.id, sheets=row.threshold),
                "Where it was opened on another machine, give them there.",
            ),
        )
    if row.closed_digest != release.study.closed_set:
        raise ClosedSetChanged(
            f"The answers of release {release.number} are not those that are closed now.",
            kept=_NOTHING,
            do="Restore the database from a backup, and find out who changed it.",
        )
    if too_few(release):
        raise _too_few()
    return release


def _too_few() -> DisclosureRefused:
    return DisclosureRefused(
        f"Headline numbers with noise need {LEAST_PEOPLE} people who took part, and fewer did.",
        kept=_NOTHING,
        do="With so few, noise that protects would drown the number. Use the tables of the report.",
    )


def _require_suitable(
    plan: Sequence[Headline], release: Release, ledger: Sequence[NoisyCount], name: str
) -> None:
    problems = unsuitable(plan, release, ledger)
    if problems:
        raise refused(name, problems)


def _counted(
    instance: Instance,
    row: study_rows.StudyRow,
    release: Release,
    sheets: Sequence[str],
    progress: Progress,
) -> Tally:
    """Open the shelf of codes once more and count it as the release did."""
    questionnaire = from_json(row.questionnaire_json)
    layout = Layout(questionnaire)
    found = open_shelf(instance, row, sheets, layout.width, progress=progress)
    tally = count(questionnaire, layout, found.joined, blanks=release.integrity.blanks_are_people)
    if tally.n < LEAST_PEOPLE:
        raise _too_few()
    return tally


def _count(one: Headline, questionnaire: Questionnaire, tally: Tally, release: Release) -> int:
    """Return an exact count, after comparing each of its parts with what the release prints."""
    question = questionnaire.question(one.question)
    exact = dict(
        zip((row.id for row in rows(question)), tally.one_way[question.id].valid, strict=True)
    )
    (printed,) = (result for result in release.questions if result.id == question.id)
    for row in printed.rows:
        rounded = nearest(int(exact[row.id]), release.policy.count_rounding)
        if row.id in one.options and rounded != row.shown.count:
            raise DisclosureRefused(
                f"What is counted for “{question.id}” is not what release {release.number} prints.",
                kept=_NOTHING,
                do="Restore the database from a backup made after closing, and find out who "
                "changed it.",
            )
    return sum(int(exact[option]) for option in one.options)


def _spend(
    instance: Instance,
    plan: Sequence[Headline],
    release: Release,
    exact: dict[str, int],
    draw: Draw,
    name: str,
    today: date,
) -> tuple[NoisyCount, ...]:
    """Draw what is new and write it into the ledger, in one step that nobody else comes between.

    When this returns, it is on disk; a crash before that loses numbers that nobody has seen.
    """
    study_id = release.study.id
    with writing(instance.engine) as connection:
        noise_ledger.hold(connection, study_id)
        ledger = noise_ledger.every(connection, study_id)
        _require_suitable(plan, release, ledger, name)
        wanted = new(plan, release, ledger)
        for one in wanted:
            noisy = draw(exact[one.indicator], one.epsilon)
            given = NoisyCount(release.number, one.indicator, one.epsilon, noisy)
            noise_ledger.put(connection, study_id, given)
        if wanted:  # else somebody asked for the same meanwhile
            study_life.ask_for_headlines(connection, study_id, today, len(wanted))
        return noise_ledger.every(connection, study_id)
