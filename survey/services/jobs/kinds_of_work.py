"""The kinds of slow work, and what each does; a new one is one line here.

It knows use cases. Work gets whole numbers and the id of a study, and never a secret.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from survey.errors import Refused
from survey.questionnaire.catalogues import INTERFACE
from survey.questionnaire.languages import english_name
from survey.services.jobs.wanted_still import require_wanted
from survey.services.overview.list_drafts import read_draft
from survey.services.steps.reading_shelf import shelved
from survey.services.steps.study_policy import policy_of, shipped_policy
from survey.storage.files import make_folder
from survey.storage.instance import Instance
from survey.storage.studies import study_drafts, study_rows

#: Takes how many steps are done, and how many there are.
Tell = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class WorkDone:
    """What came of work: what is to be said, and a result as JSON or a file of its own."""

    words: str
    result: str | None = None
    file: bytes | None = None


def _numbers_named(asked: Mapping[str, int]) -> str:
    said = ", ".join(f"{name} {number:,}" for name, number in sorted(asked.items()))
    return f"{said.capitalize()}." if said else ""


def _report_named(asked: Mapping[str, int]) -> str:
    language = english_name(_language(asked))
    return f"Release {asked['release']:,}{'' if language == 'English' else f', in {language}'}."


@dataclass(frozen=True, slots=True)
class KindOfWork:
    """A kind: what it is called, the numbers it takes, what does it, how the journal says those
    numbers, and whether it `is_for_ever`: it can never be undone, and so never waits for long."""

    title: str
    takes: frozenset[str]
    do: Callable[[Instance, str, Mapping[str, int], Tell], WorkDone]
    in_words: Callable[[Mapping[str, int]], str] = _numbers_named
    is_for_ever: bool = False


def asked_for(kind: str) -> str:
    """Return how the journal calls it that work of a kind was asked for."""
    return f"{kind} asked for"


def withdrawn(kind: str) -> str:
    """Return how the journal calls it that work of a kind was withdrawn before it began."""
    return f"{kind} withdrawn"


def kind_of_work(name: str) -> KindOfWork:
    """Return a kind of work by its name; Refused where there is none."""
    if name not in KINDS:
        raise Refused("There is no such kind of work.", kept="Nothing was started.")
    return KINDS[name]


def _forecast(instance: Instance, study_id: str, asked: Mapping[str, int], tell: Tell) -> WorkDone:
    """Forecast a version of a draft, or the questionnaire of a study (version 0)."""
    # imported here because it carries the solver, which only the process that works needs
    from survey.questionnaire.files.reading import from_json, read_questionnaire
    from survey.services.overview.forecast_study import forecast_study
    from survey.services.steps.executors import processes

    if asked["version"]:
        found = read_draft(instance, study_id, asked["version"])
        questionnaire = read_questionnaire(found.version.file, f"version {asked['version']}")
        policy = shipped_policy()
    else:
        with instance.engine.connect() as connection:
            row = study_rows.get(connection, study_id)
        questionnaire, policy = from_json(row.questionnaire_json), policy_of(row)
    workers = processes(os.cpu_count() or 1)
    made = forecast_study(questionnaire, asked["expected"], policy, workers, tell)
    return WorkDone("The forecast is worked out.", made.model_dump_json())


def _try_out(instance: Instance, study_id: str, asked: Mapping[str, int], tell: Tell) -> WorkDone:
    """Try a version of a draft out with invented people, as a practice study with a report."""
    # imported here because it carries the solver, which only the process that works needs
    from survey.questionnaire.files.reading import read_questionnaire
    from survey.services.jobs.try_out import try_out

    found = read_draft(instance, study_id, asked["version"])
    questionnaire = read_questionnaire(found.version.file, f"version {asked['version']}")
    tried = try_out(instance, questionnaire, asked["people"], tell)
    return WorkDone("The practice report is made.", json.dumps({"study_id": tried}))


def _close(instance: Instance, study_id: str, asked: Mapping[str, int], tell: Tell) -> WorkDone:
    """Close a study: all that waits is mixed, and what it has is fixed."""
    from survey.services.studies.close_study import close_study

    close_study(instance, study_id, datetime.now(UTC))
    return WorkDone("The study is closed. Nothing can come in or be taken back any more.")


def _archive(instance: Instance, of: str, asked: Mapping[str, int], _tell: Tell) -> WorkDone:
    """Archive a study or a council: SQLite writes its whole file once more for that."""
    from survey.services.ending.archive_council import archive_council
    from survey.services.ending.archive_study import archive_study
    from survey.services.overview.data_of_study import data_of

    now = datetime.now(UTC)
    require_wanted(instance, of, asked_for("archiving"), asked, now)
    doing = archive_council if data_of(instance, of, now).is_council else archive_study
    doing(instance, of, now)
    return WorkDone("It is archived.")  # its row is erased with all others of the study


def _work_out(instance: Instance, study_id: str, asked: Mapping[str, int], _tell: Tell) -> WorkDone:
    """Work out what goes out of the newest release, as its tables were decided about."""
    # imported here because it carries the solver, which only the process that works needs
    from survey.services.studies.sign_release import work_out_release

    also = work_out_release(instance, study_id, asked["release"])
    left = f"{len(also)} more tables are left out." if also else "Nothing else is left out."
    return WorkDone(f"It is known what goes out. {left}")


def _export(instance: Instance, study_id: str, asked: Mapping[str, int], tell: Tell) -> WorkDone:
    """Write a closed study into a file, for a machine without a network."""
    from survey.services.studies.export_sealed import export_sealed

    path = instance.folder / "job-files" / f"{study_id}-sealed"  # what stays there is destroyed
    make_folder(path.parent)
    try:
        export_sealed(instance, study_id, path, datetime.now(UTC).date())
        return WorkDone("The file is kept for an hour.", file=path.read_bytes())
    finally:
        path.unlink(missing_ok=True)  # everything in it is sealed


def _language(asked: Mapping[str, int]) -> str:
    """Return the language of a report, which work is given by its place among the languages; work
    that was asked for before there was a choice is in the first."""
    return INTERFACE[asked.get("language", 0) % len(INTERFACE)]


def _publish(instance: Instance, study_id: str, asked: Mapping[str, int], _tell: Tell) -> WorkDone:
    """Publish the report of a study in the reading room, if that release is still the newest."""
    # imported here because it carries the solver and what sets a report for paper
    from survey.services.studies.make_report import make_report
    from survey.services.studies.publish_report import publish_report, require_newest

    require_newest(instance, study_id, asked["release"])
    today = datetime.now(UTC).date()
    publish_report(instance, make_report(instance, study_id, language=_language(asked)), today)
    return WorkDone(_who_reads(instance, study_id, today))


def _who_reads(instance: Instance, of_id: str, today: date) -> str:
    """Say who can read a report that was just published."""
    with instance.engine.connect() as connection:
        shelf = shelved(connection, of_id, today)
    if shelf.held_until:
        return f"The report is ready. Readers have it from {shelf.held_until} on."
    if shelf.is_locked:
        return "The report is public. Whoever has its passphrase can read it now."
    return "The report is public. Everybody can read it now."


def _files(instance: Instance, study_id: str, asked: Mapping[str, int], _tell: Tell) -> WorkDone:
    """Make the files of a study's report, as one file to take along."""
    from survey.services.studies.make_report import make_report
    from survey.services.studies.publish_report import require_newest

    require_newest(instance, study_id, asked["release"])
    made = BytesIO()
    report = make_report(instance, study_id, language=_language(asked))
    with ZipFile(made, "w", ZIP_DEFLATED) as together:
        for name, content in sorted(report.files.items()):
            together.writestr(ZipInfo(f"{study_id}/{name}"), content, ZIP_DEFLATED)
    return WorkDone("The files are kept for an hour.", file=made.getvalue())


def _publish_council(
    instance: Instance, council_id: str, asked: Mapping[str, int], _tell: Tell
) -> WorkDone:
    """Publish the report of a council as somebody signed for it."""
    from survey.services.councils.publish_council_report import publish_as_signed

    today = datetime.now(UTC).date()
    publish_as_signed(instance, council_id, asked["signed in entry"], today)
    return WorkDone(_who_reads(instance, council_id, today))


def _publish_digest(
    instance: Instance, _of_id: str, asked: Mapping[str, int], _tell: Tell
) -> WorkDone:
    """Publish the digest of a year in the reading room."""
    from survey.services.follow_up.publish_digest import publish_digest
    from survey.services.overview.digest_of_year import digest_of_year, digest_pdf

    today, year = datetime.now(UTC).date(), asked["year"]
    pdf = digest_pdf(digest_of_year(instance, year, today))
    return WorkDone(f"Everybody can read it now: {publish_digest(instance, year, pdf, today)}")


#: The numbers of work on a report: of its release, and the place of its language.
_REPORT = frozenset({"release", "language"})

KINDS: Mapping[str, KindOfWork] = {
    "practice run": KindOfWork(
        "A practice report with invented people", frozenset({"people", "version"}), _try_out
    ),
    "closing": KindOfWork("Closing a study", frozenset(), _close),
    "archiving": KindOfWork("Archiving", frozenset(), _archive, is_for_ever=True),
    "going out": KindOfWork("What goes out of a release", frozenset({"release"}), _work_out),
    "sealed export": KindOfWork("A closed study as a file", frozenset(), _export),
    "publishing": KindOfWork("Publishing a study's report", _REPORT, _publish, _report_named),
    "report files": KindOfWork("The files of a report", _REPORT, _files, _report_named),
    "council publishing": KindOfWork(
        "Publishing a council's report", frozenset({"signed in entry"}), _publish_council
    ),
    "digest publishing": KindOfWork(
        "Publishing the digest of a year", frozenset({"year"}), _publish_digest
    ),
    "forecast": KindOfWork(
        "What a report could print", frozenset({"expected", "version"}), _forecast
    ),
}


def version_to_forecast(instance: Instance, study_id: str) -> int:
    """Return the newest version of a draft, or 0 where it is a study already; StudyUnknown."""
    with instance.engine.connect() as connection:
        if study_drafts.exists(connection, study_id):
            return study_drafts.get(connection, study_id).newest
        study_rows.get(connection, study_id)
        return 0
