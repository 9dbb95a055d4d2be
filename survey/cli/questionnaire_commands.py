"""`survey questionnaire …`: checking what is asked before anybody is asked."""

from __future__ import annotations

from pathlib import Path

import click

from survey.cli.console import read_bytes, write_copy
from survey.cli.path_types import FILE, FILE_THERE
from survey.cli.printing_commands import (
    print_questionnaire,
    questionnaire_as_xlsform,
    questionnaire_codebook,
    questionnaire_for_review,
)
from survey.questionnaire.importing.import_remarks import line_words, sum_of
from survey.questionnaire.importing.import_report import ImportReport, ItemResult
from survey.questionnaire.importing.recognising import LARGEST
from survey.services.overview.check_questionnaire import check_questionnaire, require_askable
from survey.services.overview.ready_made import list_ready_made, ready_made_text
from survey.services.steps.places_to_write import require_folder, require_new
from survey.services.writing.import_questionnaire import import_questionnaire, report_csv


@click.group()
def questionnaire() -> None:
    """Check questionnaires, bring them in from other systems, and take them out."""


questionnaire.add_command(print_questionnaire)
questionnaire.add_command(questionnaire_for_review)
questionnaire.add_command(questionnaire_as_xlsform)
questionnaire.add_command(questionnaire_codebook)


@questionnaire.command()
@click.argument("file", type=FILE_THERE)
def check(file: Path) -> None:
    """Say whether FILE can be published, and what could be better."""
    checked = check_questionnaire(read_bytes(file), str(file))
    click.echo("enough for practice, not for a real study" if checked.stops else "no problems")
    for line in checked.lines:
        click.echo(line)
    require_askable(checked)


@questionnaire.command("ready-made")
def ready_made() -> None:
    """List the questionnaires that come with this program."""
    for one in list_ready_made("questionnaires"):
        click.echo(f"{one.name}  {one.about}")


@questionnaire.command()
@click.argument("name")
@click.argument("file", type=FILE)
def copy(name: str, file: Path) -> None:
    """Copy the ready-made questionnaire NAME to FILE, to change it there."""
    write_copy(file, ready_made_text("questionnaires", name))


#: As many items of an import as a terminal shows; the report and the head of the file have more.
_SHOWN = 60


@questionnaire.command("import")
@click.argument("file", type=FILE_THERE)
@click.option("--out", type=FILE, required=True, help="The questionnaire file to write (.yaml).")
@click.option(
    "--language",
    default="",
    metavar="CODE",
    help="The language of words of which FILE does not say it, such as “fr”.",
)
@click.option("--report", type=FILE, help="Also write what became of every item, as CSV.")
def import_file(file: Path, out: Path, language: str, report: Path | None) -> None:
    """Make a questionnaire of FILE from another system, and say what became of each question.

    XLSForm (.xlsx, .xls, .csv), LimeSurvey (.lss, .lsq, .lsg, .lsa, .txt), SurveyJS (.json), a
    REDCap data dictionary (.csv), Word (.docx) or plain text.
    """
    for place in filter(None, (out, report)):
        require_new(place, "nothing was written")
        require_folder(place, "Nothing was written.")
    made = import_questionnaire(file.name, read_bytes(file, LARGEST), language)
    out.write_text(made.text, encoding="utf-8")
    if report is not None:
        report.write_text(report_csv(made.report), encoding="utf-8-sig", newline="")
    say_imported(made.report, file.name)
    click.echo(f"written to {out}")


def say_imported(report: ImportReport, file: str) -> None:
    """Say what an import came to: the sum, remarks, and what was left out or changed."""
    click.echo(sum_of(report, file))
    for said in report.remarks:
        click.echo(f"  {said}")
    told = [line for line in report.lines if line.outcome is not ItemResult.TAKEN]
    told.sort(key=lambda line: line.outcome is not ItemResult.LEFT_OUT)
    for line in told[:_SHOWN]:
        click.echo(f"{line.outcome.value}: {line_words(line)}")
    if len(told) > _SHOWN:
        click.echo(f"and {len(told) - _SHOWN} more: --report FILE has all of them")
