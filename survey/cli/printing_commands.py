"""A questionnaire taken out: on paper, for a word processor, as an XLSForm, its code book."""

from __future__ import annotations

from pathlib import Path

import click

from survey.answers.codebook_csv import codebook_csv
from survey.cli.console import Context, load_questionnaire
from survey.cli.options import study_argument
from survey.cli.path_types import FILE, FILE_THERE
from survey.errors import Refused
from survey.questionnaire.exporting.xlsform_workbook import xlsform_of
from survey.questionnaire.model import Questionnaire
from survey.services.overview.study_as_asked import study_as_asked
from survey.services.steps.places_to_write import require_folder, require_new
from survey.storage.files import write_whole
from survey.web.paper.large_print import OnPaper, large_print
from survey.web.paper.review_document import review_document

_OUT = click.option("--out", type=FILE, required=True, help="A new file for the pages (PDF).")
_LANGUAGE = click.option(
    "--language", metavar="CODE", help="One of its languages. [default: the first]"
)
_TYPED_IN = (
    "Answers on paper are typed in on the public pages, by somebody who may see them: see “Answers "
    "on paper” in docs/operating.md."
)


@click.command("print")
@click.argument("file", type=FILE_THERE)
@_OUT
@_LANGUAGE
def print_questionnaire(file: Path, out: Path, language: str | None) -> None:
    """Write the questionnaire in FILE in large print, to be filled in by hand."""
    _print(load_questionnaire(file), out, language, OnPaper())


@click.command("print")
@study_argument
@_OUT
@_LANGUAGE
@click.pass_obj
def print_study(context: Context, study_id: str, out: Path, language: str | None) -> None:
    """Write the questionnaire of STUDY in large print, to be filled in by hand."""
    found = study_as_asked(context.instance(), study_id)
    told = OnPaper(found.organisation, found.safeguarding, found.practice, code=found.by_codes)
    _print(found.questionnaire, out, language, told)


@click.command("word")
@click.argument("file", type=FILE_THERE)
@click.option("--out", type=FILE, required=True, help="A new file for a word processor (.docx).")
@_LANGUAGE
def questionnaire_for_review(file: Path, out: Path, language: str | None) -> None:
    """Write the questionnaire in FILE with space for remarks, to be reviewed on paper.

    Every question is in it, with its answers and when it is asked.
    """
    q = load_questionnaire(file)
    chosen = _chosen(q, out, language)
    write_whole(out, review_document(q, chosen))
    click.echo(f"written to {out}")


@click.command("xlsform")
@click.argument("file", type=FILE_THERE)
@click.option("--out", type=FILE, required=True, help="A new workbook (.xlsx).")
def questionnaire_as_xlsform(file: Path, out: Path) -> None:
    """Write the questionnaire in FILE as an XLSForm, in all its languages.

    Kobo, ODK and others read it. `survey questionnaire import` makes the same questionnaire of it
    again, with what was changed in the workbook.
    """
    q = load_questionnaire(file)
    _require_place(out)
    write_whole(out, xlsform_of(q))
    click.echo(f"written to {out}")


@click.command("codebook")
@click.argument("file", type=FILE_THERE)
@click.option("--out", type=FILE, required=True, help="A new table (.csv).")
@_LANGUAGE
def questionnaire_codebook(file: Path, out: Path, language: str | None) -> None:
    """Write what is asked in FILE as a table: a row for each answer, with its code."""
    q = load_questionnaire(file)
    chosen = _chosen(q, out, language)
    write_whole(out, codebook_csv(q, chosen).encode("utf-8-sig"))
    click.echo(f"written to {out}")


def _print(q: Questionnaire, out: Path, language: str | None, told: OnPaper) -> None:
    chosen = _chosen(q, out, language)
    write_whole(out, large_print(q, chosen, told))
    click.echo(f"written to {out}")
    click.echo(_TYPED_IN, err=True)


def _chosen(q: Questionnaire, out: Path, language: str | None) -> str:
    """Return the language to write in; Refused when there is none such, or no place to write."""
    chosen = language or q.languages[0]
    if chosen not in q.languages:
        raise Refused(
            f"It is not asked in {chosen}.",
            kept="Nothing was written.",
            do=f"Choose one of these: {', '.join(q.languages)}.",
        )
    _require_place(out)
    return chosen


def _require_place(out: Path) -> None:
    require_new(out, "nothing was written")
    require_folder(out, "Nothing was written.")
