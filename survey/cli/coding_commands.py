"""`survey words codebook`, `code`, `compare` and `themes`: what texts are about, by two people.

Nothing here shows a coder what another gave before both have coded a text.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

from survey.cli.console import Context, now, require_confirmed
from survey.cli.options import study_argument, yes_option
from survey.cli.path_types import FILE, FILE_THERE
from survey.cli.reading_commands import as_option, key_of
from survey.disclosure.theme_counts import ThemeCounts
from survey.errors import BadInput
from survey.reports.report_words import both_text, count_text
from survey.services.overview.words_status import asked_words, content_note_of, questionnaire_of
from survey.services.steps.reading_words import OpenedText, WordsKey
from survey.services.words.code_texts import book_to_code_by, give_codes, waits_for_coder
from survey.services.words.compare_codings import (
    Comparison,
    agree_to_codes,
    comparison_of,
    propose_codes,
    settle_alike,
    waits_for_talk,
)
from survey.services.words.count_themes import agreement_by_theme, coded_questions, count_themes
from survey.services.words.keep_code_book import (
    add_code,
    change_code,
    code_book_of,
    merge_code,
    read_code_book,
    retire_code,
    take_out_code,
)
from survey.services.words.own_reading_key import account_named
from survey.storage.files import write_together
from survey.storage.instance import Instance
from survey.storage.words import opened_texts
from survey.themes.code_book import CodeBook
from survey.themes.code_book_csv import code_book_csv
from survey.themes.refi_qda import refi_qda_file

#: Texts of one sitting at most, as at the desk.
_MOST_TEXTS = 20
_SKIP, _STOP = "skip", "stop"

_code = click.argument("number", metavar="CODE", type=int)
_reason = click.option("--reason", required=True, help="Why; it stands in the code book.")


@click.group()
def codebook() -> None:
    """Write the code book of a study: themes with a rule and an example."""


@codebook.command()
@study_argument
@click.pass_obj
def show(context: Context, study_id: str) -> None:
    """Print the code book of STUDY, and what was changed in it."""
    state = code_book_of(context.instance(), study_id)
    _say_codes(state.book)
    for one in state.book.codes:
        if one.state != "in use":
            into = f" into {one.into}" if one.into else ""
            click.echo(f"{one.number} {one.name}: {one.state}{into}, because {one.reason}")
    for version in state.versions:
        click.echo(f"version {version.version}, {version.day}: {version.changed}")


@codebook.command()
@study_argument
@click.option("--name", required=True)
@click.option("--rule", required=True, help="When to give it.")
@click.option("--example", default="", help="An invented one: no words of people.")
@click.option("--under", type=int, default=0, help="The code that it belongs to.")
@click.pass_obj
def add(context: Context, study_id: str, name: str, rule: str, example: str, under: int) -> None:
    """Add a code to the code book of STUDY."""
    today = now().date()
    book = add_code(
        context.instance(), study_id, today, name=name, rule=rule, example=example, under=under
    )
    click.echo(f"code {book.codes[-1].number}")


@codebook.command()
@study_argument
@_code
@click.option("--name")
@click.option("--rule", help="When to give it.")
@click.option("--example", help="An invented one: no words of people.")
@click.option("--under", type=int, help="The code that it belongs to; 0: none.")
@click.pass_obj
def change(
    context: Context,
    study_id: str,
    number: int,
    name: str | None,
    rule: str | None,
    example: str | None,
    under: int | None,
) -> None:
    """Change the words or the place of CODE; what is not given stays."""
    instance = context.instance()
    before = code_book_of(instance, study_id).book.code(number)
    book = change_code(
        instance,
        study_id,
        number,
        now().date(),
        name=before.name if name is None else name,
        rule=before.rule if rule is None else rule,
        example=before.example if example is None else example,
        under=before.under if under is None else under,
    )
    click.echo(f"version {book.version}")


@codebook.command()
@study_argument
@_code
@click.option("--into", type=int, required=True, help="The code that it counts as from now on.")
@_reason
@click.pass_obj
def merge(context: Context, study_id: str, number: int, into: int, reason: str) -> None:
    """Let whatever was given CODE count as given another."""
    book = merge_code(context.instance(), study_id, number, into, reason, now().date())
    click.echo(f"version {book.version}")


@codebook.command()
@study_argument
@_code
@_reason
@click.pass_obj
def retire(context: Context, study_id: str, number: int, reason: str) -> None:
    """Let CODE be given no more, and count no more."""
    book = retire_code(context.instance(), study_id, number, reason, now().date())
    click.echo(f"version {book.version}")


@codebook.command("take-out")
@study_argument
@_code
@click.pass_obj
def take_out(context: Context, study_id: str, number: int) -> None:
    """Take CODE out, as long as no text was coded."""
    book = take_out_code(context.instance(), study_id, number, now().date())
    click.echo(f"version {book.version}")


@codebook.command("import")
@study_argument
@click.argument("file", type=FILE_THERE)
@click.pass_obj
def import_(context: Context, study_id: str, file: Path) -> None:
    """Read the code book of STUDY from FILE, a REFI-QDA code book (.qdc)."""
    book = read_code_book(context.instance(), study_id, file.read_bytes(), now().date())
    click.echo(f"{len(book.codes)} codes")


@codebook.command()
@study_argument
@click.argument("file", type=FILE)
@click.pass_obj
def export(context: Context, study_id: str, file: Path) -> None:
    """Write the code book of STUDY into FILE: a table (.csv), or REFI-QDA (.qdc)."""
    book = code_book_of(context.instance(), study_id).book
    if file.suffix == ".csv":
        content = code_book_csv(book).encode()
    elif file.suffix == ".qdc":
        content = refi_qda_file(book, study_id)
    else:
        raise click.UsageError("FILE ends in .csv or .qdc.")
    write_together(file.parent, {file.name: content})
    click.echo(str(file))


@click.command()
@study_argument
@as_option
@click.pass_obj
def code(context: Context, study_id: str, who: str) -> None:
    """Code texts of STUDY one after the other, drawn by chance, without seeing another coder."""
    instance = context.instance().acting_as(f"moderator {who}")
    account_id = account_named(instance, who)
    _say_codes(book_to_code_by(instance, study_id))
    with key_of(instance, study_id, who) as key:
        passed: set[bytes] = set()
        for _ in range(_MOST_TEXTS):
            with instance.engine.connect() as connection:
                waiting = waits_for_coder(study_id, account_id)(connection) - passed
            text_id = opened_texts.draw(waiting)
            if text_id is None:
                click.echo("No text waits for you.")
                return
            _show_text(instance, key, text_id)
            typed = click.prompt(f"Codes by number, {_SKIP}, or {_STOP}", default="", err=True)
            if typed == _STOP:
                return
            passed.add(text_id)
            if typed != _SKIP:
                give_codes(instance, key, text_id, account_id, _numbers(typed), now().date())
    click.echo(f"These were {_MOST_TEXTS} texts. Stop here; others wait.")


@click.command()
@study_argument
@as_option
@click.pass_obj
def compare(context: Context, study_id: str, who: str) -> None:
    """Look at texts of STUDY that you and another coded differently, and settle them together."""
    instance = context.instance().acting_as(f"moderator {who}")
    account_id = account_named(instance, who)
    with key_of(instance, study_id, who) as key:
        passed: set[bytes] = set()
        for _ in range(_MOST_TEXTS):
            with instance.engine.connect() as connection:
                waiting = waits_for_talk(study_id, account_id)(connection) - passed
            text_id = opened_texts.draw(waiting)
            if text_id is None:
                click.echo("Nothing waits to be compared.")
                return
            passed.add(text_id)
            if not settle_alike(instance, key, text_id) and not _settle(
                instance, key, text_id, account_id
            ):
                return


@click.command()
@study_argument
@as_option
@click.option("--count", "question_id", metavar="QUESTION", help="Count its themes, once.")
@yes_option
@click.pass_obj
def themes(context: Context, study_id: str, who: str, question_id: str | None, yes: bool) -> None:
    """Say how far coders of STUDY agree on each theme, and count the themes of a question."""
    instance = context.instance().acting_as(f"moderator {who}")
    with key_of(instance, study_id, who) as key:
        if question_id is not None:
            require_confirmed(
                f"Count the themes of {question_id}? They are counted once, and never again.",
                "Nothing was counted.",
                yes=yes,
            )
            _say_themes(count_themes(instance, key, question_id, now().date()))
            return
        for one, agreed in agreement_by_theme(instance, key):
            if agreed.alpha is None:
                said = "cannot be worked out: all gave the same everywhere"
            else:
                said = f"{agreed.alpha:.2f} ({agreed.low:.2f} to {agreed.high:.2f}), {agreed.band}"
            click.echo(f"{one.name}: {said}")
    for question in coded_questions(instance, study_id):
        state = "counted" if question.counted else "settled" if question.settled else "not settled"
        click.echo(f"question {question.id}: {state}")


coding_commands = (codebook, code, compare, themes)


def _settle(instance: Instance, key: WordsKey, text_id: bytes, account_id: str) -> bool:
    """Settle one text, and say whether to go on."""
    found = comparison_of(instance, key, text_id, account_id)
    _show_text(instance, key, text_id)
    _say_comparison(found, account_id)
    if found.can_agree(account_id):
        assert found.proposed is not None
        names = ", ".join(found.book.code(one).name for one in sorted(found.proposed.codes))
        click.echo(f"proposed: {names or 'no theme'}, because {found.proposed.reason}")
        if click.confirm("Do you agree?", default=False, err=True):
            agree_to_codes(instance, key, text_id, account_id)
            return True
    typed = click.prompt(f"What holds, by number, {_SKIP}, or {_STOP}", default="", err=True)
    if typed in (_SKIP, _STOP):
        return bool(typed == _SKIP)
    reason = click.prompt("Why, without words of the text", err=True)
    propose_codes(instance, key, text_id, account_id, _numbers(typed), reason)
    click.echo("The other coder is asked to agree.")
    return True


def _say_comparison(found: Comparison, account_id: str) -> None:
    both = ", ".join(found.book.code(one).name for one in sorted(found.found.by_all))
    click.echo(f"both: {both or 'no theme'}")
    for number, coders in found.found.by_some.items():
        names = " and ".join("you" if one == account_id else found.names[one] for one in coders)
        click.echo(f"only {names}: {number} {found.book.code(number).name}")


def _show_text(instance: Instance, key: WordsKey, text_id: bytes) -> None:
    with instance.engine.connect() as connection:
        text = key.read(connection, text_id)
    asked = questionnaire_of(instance, key.study_id)
    click.echo("")
    click.echo(f"question {asked_words(asked, text.question_id, asked.languages[0])}")
    about = [content_note_of(asked, text.question_id, asked.languages[0]), *_labels(text)]
    click.echo(f"about {'; '.join(filter(None, about)) or 'nothing that is known beforehand'}")
    click.echo(text.printed)


def _labels(text: OpenedText) -> Iterable[str]:
    return sorted(text.labels)


def _say_codes(book: CodeBook) -> None:
    for one in book.in_use:
        click.echo(f"{'  ' if one.under else ''}{one.number} {one.name}: {one.rule}")


def _say_themes(counted: ThemeCounts) -> None:
    for row in counted.themes:
        shown = row.shown
        if shown.hidden:
            said = "hidden"
        else:
            said = both_text(shown) if shown.percent is not None else count_text(shown)
        click.echo(f"{row.name}: {said}")


def _numbers(typed: str) -> frozenset[int]:
    parts = [part.strip() for part in typed.replace(" ", ",").split(",") if part.strip()]
    if not all(part.isdecimal() for part in parts):
        raise BadInput(f"{typed} are not numbers of codes.", kept="Nothing was kept of it.")
    return frozenset(map(int, parts))
