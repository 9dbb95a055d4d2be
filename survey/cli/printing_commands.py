"""`survey questionnaire print`, `… word`, `survey study print`: a questionnaire on paper."""

from __future__ import annotations

from pathlib import Path

import click

from survey.cli.console import Context, load_questionnaire
from survey.cli.options import FILE, FILE_THERE, study_argument
from survey.errors import Refused
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
    require_new(out, "nothing was written")
    require_folder(out, "Nothing was written.")
    return chosen
