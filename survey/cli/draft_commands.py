"""`survey draft …`: questionnaires that are being written, with every version."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import click

from survey.cli import publishing_commands
from survey.cli.console import Context, now, read_bytes, write_copy
from survey.cli.path_types import FILE, FILE_THERE
from survey.errors import BadInput
from survey.questionnaire.drafting.file_of import empty_file
from survey.services.overview.check_questionnaire import check_questionnaire
from survey.services.overview.list_drafts import (
    draft_versions,
    file_of_study,
    list_drafts,
    read_draft,
)
from survey.services.overview.ready_made import ready_made_text
from survey.services.steps.places_to_write import require_new
from survey.services.writing.begin_draft import DraftTerms, begin_draft
from survey.services.writing.put_draft_aside import put_draft_aside, take_draft_out
from survey.services.writing.save_draft import restore_version, save_draft
from survey.services.writing.translate_draft import (
    TranslationForm,
    take_translation_back,
    translation_file,
)
from survey.storage.instance import Instance
from survey.storage.studies.study_drafts import StudyDraft
from survey.studies.askings import Asking

draft_argument = click.argument("study_id", metavar="DRAFT")
_note_option = click.option("--note", default="", help="A few words on what changed.")


@click.group()
def draft() -> None:
    """Write questionnaires, and keep each version of them."""


for command in publishing_commands.COMMANDS:
    draft.add_command(command)


@draft.command()
@click.option("--file", type=FILE_THERE, help="A questionnaire file to begin with.")
@click.option("--ready-made", help="The name of a questionnaire that comes with this program.")
@click.option("--copy-of", metavar="DRAFT", help="A draft to copy.")
@click.option("--study", metavar="STUDY", help="A study whose questionnaire to copy.")
@click.option("--empty", metavar="TITLE", help="The title of a questionnaire with nothing in it.")
@click.option(
    "--asking",
    type=click.Choice(["partners", "open", "council"]),
    default="partners",
    show_default=True,
    help="People through partners, an open link, or a council.",
)
@click.option("--expected", type=int, default=150, show_default=True, help="About how many people.")
@click.option("--practice", is_flag=True, help="For practice: answers will be invented.")
@click.pass_obj
def create(
    context: Context, /, asking: str, expected: int, practice: bool, **begins: Path | str | None
) -> None:
    """Begin a draft with one of: a file, a ready-made questionnaire, a copy, a title."""
    instance = context.founded()
    content = _beginning(instance, {key: one for key, one in begins.items() if one is not None})
    terms = DraftTerms(cast("Asking", asking), expected, practice)
    _say(begin_draft(instance, content, terms, now().date()))


def _beginning(instance: Instance, named: dict[str, Path | str]) -> str | bytes:
    """Return what a draft begins with."""
    if len(named) != 1:
        raise BadInput(
            f"{'Nothing' if not named else 'More than one thing'} was named to begin with.",
            do="Name a file, a ready-made questionnaire, a draft, a study or a title.",
        )
    ((kind, one),) = named.items()
    if isinstance(one, Path):
        return read_bytes(one)
    match kind:
        case "ready_made":
            return ready_made_text("questionnaires", one)
        case "copy_of":
            return read_draft(instance, one).version.file
        case "study":
            return file_of_study(instance, one)
        case _:
            return empty_file(one, "en")


@draft.command("list")
@click.pass_obj
def list_command(context: Context) -> None:
    """List the drafts: id, state, version, for whom, title."""
    for one in list_drafts(context.instance()):
        kind = "practice" if one.practice else one.asking
        click.echo(
            f"{one.study_id}  {one.state}  version {one.newest}  {kind}, about {one.expected}  "
            f"{one.title}"
        )


@draft.command()
@draft_argument
@click.option("--version", "number", type=int, help="An older version.")
@click.option("--out", type=FILE, help="A new file to write it to.")
@click.pass_obj
def show(context: Context, study_id: str, number: int | None, out: Path | None) -> None:
    """Show the file of DRAFT as it was written."""
    found = read_draft(context.instance(), study_id, number).version
    if out is None:
        click.echo(found.file, nl=not found.file.endswith("\n"))
        return
    write_copy(out, found.file)


@draft.command()
@draft_argument
@click.pass_obj
def check(context: Context, study_id: str) -> None:
    """Say what is wrong with DRAFT and what could be better."""
    found = read_draft(context.instance(), study_id).version
    checked = check_questionnaire(found.file.encode(), study_id)
    click.echo("enough for practice, not for a real study" if checked.stops else "no problems")
    for line in checked.lines:
        click.echo(line)


@draft.command()
@draft_argument
@click.argument("file", type=FILE_THERE)
@click.option("--from-version", type=int, required=True, help="The version that you wrote from.")
@_note_option
@click.pass_obj
def save(context: Context, study_id: str, file: Path, from_version: int, note: str) -> None:
    """Keep FILE as the next version of DRAFT."""
    content, today = read_bytes(file), now().date()
    _say(save_draft(context.instance(), study_id, from_version, content, today, note=note))


@draft.command()
@draft_argument
@click.pass_obj
def versions(context: Context, study_id: str) -> None:
    """List the versions of DRAFT, the newest first."""
    for one in draft_versions(context.instance(), study_id):
        click.echo(f"{one.number}  {one.saved_on}  {one.role}  {one.note}".rstrip())


@draft.command()
@draft_argument
@click.argument("number", type=int)
@click.pass_obj
def restore(context: Context, study_id: str, number: int) -> None:
    """Bring version NUMBER of DRAFT back as its newest one."""
    _say(restore_version(context.instance(), study_id, number, now().date()))


@draft.command("put-aside")
@draft_argument
@click.pass_obj
def put_aside(context: Context, study_id: str) -> None:
    """Put DRAFT aside; nothing of it is erased."""
    _say(put_draft_aside(context.instance(), study_id, now().date()))


@draft.command("take-out")
@draft_argument
@click.pass_obj
def take_out(context: Context, study_id: str) -> None:
    """Take DRAFT out again after it was put aside."""
    _say(take_draft_out(context.instance(), study_id, now().date()))


@draft.group()
def translate() -> None:
    """Give DRAFT to translators, and take it back."""


@translate.command("export")
@draft_argument
@click.argument("file", type=FILE)
@click.option("--language", required=True, help="The language to translate into, such as fr.")
@click.pass_obj
def export_command(context: Context, study_id: str, file: Path, language: str) -> None:
    """Write the texts of DRAFT to FILE: a spreadsheet if it ends in .xlsx, else XLIFF."""
    form: TranslationForm = "xlsx" if file.suffix == ".xlsx" else "xliff"
    content = translation_file(context.instance(), study_id, language, form)
    require_new(file, "nothing was written")
    file.write_bytes(content)
    click.echo(f"written to {file}")


@translate.command("import")
@draft_argument
@click.argument("file", type=FILE_THERE)
@click.pass_obj
def import_command(context: Context, study_id: str, file: Path) -> None:
    """Take FILE of a translator back into DRAFT, as its next version."""
    content, today = read_bytes(file), now().date()
    one, new = take_translation_back(context.instance(), study_id, content, today)
    _say(one)
    click.echo(f"{new} new texts", err=True)


def _say(one: StudyDraft) -> None:
    click.echo(f"{one.study_id}  {one.state}  version {one.newest}")
