"""`survey ask …`: what is asked of whom because of a study or council, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import click

from survey.cli.console import Context, now
from survey.cli.options import DAY
from survey.cli.path_types import FILE
from survey.cli.wording_actions import to_type
from survey.errors import BadInput
from survey.follow_up.ask_standing import body_standings
from survey.follow_up.ask_words import (
    FUNCTION_WORDS,
    GROUP_WORDS,
    STANDING_WORDS,
    THEME_WORDS,
    body_and_function,
)
from survey.follow_up.asks import Evidence
from survey.follow_up.asks_csv import asks_csv, evidence_words
from survey.questionnaire.catalogues import INTERFACE
from survey.reports.asks.ask_letters import ask_letter, letter_due
from survey.reports.report_language import writing_in
from survey.services.follow_up.ask_council import publish_what_council_says, put_to_council
from survey.services.follow_up.link_body import make_answer_link, make_preview_link
from survey.services.follow_up.look_at_answer import (
    mark_answer,
    pass_comment,
    publish_answer,
    put_answer_aside,
    put_comment_aside,
)
from survey.services.follow_up.publish_ask import (
    make_ask_ready,
    note_sent,
    publish_ask,
    withdraw_ask,
)
from survey.services.follow_up.publish_digest import publish_digest
from survey.services.follow_up.write_ask import AskWritten, BodyWritten, throw_ask_away, write_ask
from survey.services.overview.asks_at_desk import AskAtDesk, ask_at_desk, asks_at_desk
from survey.services.overview.letters_of_ask import letter_facts
from survey.services.overview.read_asks import public_asks
from survey.services.steps.places_to_write import require_folder, require_new
from survey.services.steps.round_keeping import RoundSaving

_ask = click.argument("ask_id", metavar="ASK")
_body = click.argument("body_id", metavar="BODY")
_in_language = click.option(
    "--language",
    type=click.Choice(INTERFACE),
    default=INTERFACE[0],
    help="The language that it is written in; English where you say none.",
)


@click.group()
def ask() -> None:
    """Ask somebody to do something because of what people told, and follow it up in public."""


@ask.command()
@click.argument("of_id", metavar="STUDY")
@click.option("--sentence", required=True, help="At most 20 words, beginning with a verb.")
@click.option("--theme", type=click.Choice(list(THEME_WORDS)), required=True, help="Its theme.")
@click.option(
    "--body",
    "bodies",
    multiple=True,
    metavar="GROUP:NAME:FUNCTION",
    help="Who is asked, the one that leads first; name and function may be left out.",
)
@click.option("--done", default="", help="What anybody can see when it is done.")
@click.option(
    "--evidence",
    "references",
    multiple=True,
    metavar="QUESTION/ROW",
    help="A printed number, or a statement of a council by its id.",
)
@click.option("--due", type=DAY, help="The day by which an answer is due.")
@click.option("--survivors-check", is_flag=True, help="Survivors look at each answer.")
@click.pass_obj
def create(
    context: Context,
    of_id: str,
    sentence: str,
    theme: str,
    bodies: Sequence[str],
    done: str,
    references: Sequence[str],
    due: datetime | None,
    survivors_check: bool,
) -> None:
    """Write a draft of an ask because of STUDY, which may be a council."""
    written = AskWritten(
        sentence,
        theme,
        [_body_of(one, leads=place == 0) for place, one in enumerate(bodies)],
        done,
        [_reference(one) for one in references],
        survivors_check,
        due.date().isoformat() if due else "",
    )
    ask_id = write_ask(context.instance(), of_id, written, now().date())
    click.echo(f"ask {ask_id}")


@ask.command("list")
@click.argument("of_id", metavar="[STUDY]", required=False)
@click.option("--csv", "to", type=FILE, help="Write all published asks as a table instead.")
@click.pass_obj
def list_command(context: Context, of_id: str | None, to: Path | None) -> None:
    """List the asks of STUDY, or all published ones, and how each stands today."""
    instance, today = context.instance(), now().date()
    if of_id is not None:
        found = asks_at_desk(instance, of_id, today)
        listed = [(one.row.ask, one.row.stand) for one in found.asks]
    else:
        with instance.engine.connect() as conn:
            listed = [(one, "published") for one in public_asks(conn, today)]
    if to is not None:
        require_new(to)
        require_folder(to, "Nothing was written.")
        public = [one for one, stand in listed if stand not in ("draft", "ready")]
        to.write_text(asks_csv(public, today), encoding="utf-8", newline="")
        click.echo(str(to))
        return
    for one, stand in listed:
        where = "" if stand == "published" else f" ({stand})"
        click.echo(f"{one.id}  {one.of_id}  {one.number}. {one.sentence}{where}")
        for held in body_standings(one, today):
            late = f", {held.late_by} days late" if held.late_by else ""
            standing = STANDING_WORDS[held.standing]
            click.echo(f"   {held.body.id}  {body_and_function(held.body)}: {standing}{late}")
    if not listed:
        click.echo(
            f"There are no asks yet. To write one: {to_type('ask create STUDY --sentence …')}"
        )


@ask.command()
@_ask
@click.pass_obj
def show(context: Context, ask_id: str) -> None:
    """Show ASK: its words, what it rests on, what was answered, and what happened."""
    _tell(ask_at_desk(context.instance(), ask_id, now(), signs=True))


@ask.command()
@_ask
@click.option("--with-report", is_flag=True, help="Let it go out when the report is published.")
@click.option("--on", type=DAY, help="The day from which it is public: today, or a day ahead.")
@click.pass_obj
def publish(context: Context, ask_id: str, with_report: bool, on: datetime | None) -> None:
    """Publish ASK; its sentence and who is asked can never be changed afterwards."""
    instance, today = context.instance(), now().date()
    if with_report:
        make_ask_ready(instance, ask_id, today)
        click.echo(f"{ask_id} goes out with its report")
        return
    publish_ask(instance, ask_id, today, on.date() if on else None)
    click.echo(f"published {ask_id}")
    click.echo(f"address {instance.settings.address_of_site}/asks/{ask_id}")


@ask.command()
@_ask
@click.argument("how")
@click.option("--on", type=DAY, help="The day on which it was sent (else today).")
@click.pass_obj
def sent(context: Context, ask_id: str, how: str, on: datetime | None) -> None:
    """Note HOW ASK was sent, which readers see."""
    today = now().date()
    note_sent(context.instance(), ask_id, how, on.date() if on else today, today)
    click.echo(f"noted how {ask_id} was sent")


@ask.command()
@_ask
@_body
@click.option("--facts", help="These sentences of the report are looked at, before it is out.")
@_in_language
@click.pass_obj
def link(context: Context, ask_id: str, body_id: str, facts: str | None, language: str) -> None:
    """Make a link by which BODY answers ASK once, without an account, and the letter with it."""
    instance = context.instance()
    if facts is None:
        token = make_answer_link(instance, ask_id, body_id, now())
    else:
        token = make_preview_link(instance, ask_id, body_id, facts, now())
    address = f"{instance.settings.address_of_desk}/ask/{token}"
    found, today = ask_at_desk(instance, ask_id, now(), signs=True), now().date()
    one = found.row.ask
    held = next(each for each in body_standings(one, today) if each.body.id == body_id)
    kind = letter_due(held.step) if facts is None else "facts"
    with writing_in(language):
        said = letter_facts(instance, found.row, found.source, today, held.late_by)
        letter = ask_letter(kind, one, held.body, said, address)
    click.echo(f"link {address}")
    click.echo(f"\n{letter}", nl=False)
    click.echo("Hand it to that body yourself. It is kept nowhere, and shown only now.", err=True)


@ask.command()
@_ask
@_body
@click.argument("number", type=click.IntRange(1))
@click.option("--aside", metavar="WHY", help="Do not publish it, such as where it names somebody.")
@click.pass_obj
def answer(context: Context, ask_id: str, body_id: str, number: int, aside: str | None) -> None:
    """Publish version NUMBER of what BODY answered to ASK, as it was given."""
    instance, today = context.instance(), now().date()
    if aside is not None:
        put_answer_aside(instance, ask_id, body_id, number, aside, today)
        click.echo("put aside")
        return
    publish_answer(instance, ask_id, body_id, number, today)
    click.echo("published the answer")


@ask.group()
def comment() -> None:
    """Look at what bodies said of the facts before a report came out."""


_comment_number = click.argument("number", type=click.IntRange(1))


@comment.command("pass")
@_ask
@_comment_number
@click.pass_obj
def pass_(context: Context, ask_id: str, number: int) -> None:
    """Let comment NUMBER on ASK be printed, as it was given."""
    pass_comment(context.instance(), ask_id, number, now().date())
    click.echo("passed the comment")


@comment.command()
@_ask
@_comment_number
@click.argument("reason")
@click.pass_obj
def aside(context: Context, ask_id: str, number: int, reason: str) -> None:
    """Keep comment NUMBER on ASK from being printed, for a REASON."""
    put_comment_aside(context.instance(), ask_id, number, reason, now().date())
    click.echo("put aside")


@ask.command()
@_ask
@_body
@click.argument("verdict", type=click.Choice(["answers", "does-not-answer"]))
@click.argument("words")
@click.pass_obj
def mark(context: Context, ask_id: str, body_id: str, verdict: str, words: str) -> None:
    """Publish what survivors decided of the answer of BODY to ASK, in their WORDS."""
    said = "answers it" if verdict == "answers" else "does not answer it"
    mark_answer(context.instance(), ask_id, body_id, said, words, now().date())
    click.echo("marked the answer")


_council = click.argument("council_id", metavar="COUNCIL")


@ask.command("to-council")
@_ask
@_body
@_council
@click.pass_obj
def to_council(context: Context, ask_id: str, body_id: str, council_id: str) -> None:
    """Put to COUNCIL, in its next round, whether what BODY answered answers ASK."""
    saving = RoundSaving(now().date(), note="An answer to an ask.")
    statement = put_to_council(context.instance(), ask_id, body_id, council_id, saving)
    click.echo(f"statement {statement}")
    click.echo("It stands in the next round. Look at its words before you open that.", err=True)


@ask.command("from-council")
@_ask
@_body
@_council
@click.pass_obj
def from_council(context: Context, ask_id: str, body_id: str, council_id: str) -> None:
    """Publish what COUNCIL says by its rule of what BODY answered to ASK, once that is counted."""
    said = publish_what_council_says(context.instance(), ask_id, body_id, council_id, now().date())
    click.echo(f"the council says: this {said}")


@ask.command()
@_ask
@click.argument("reason")
@click.pass_obj
def withdraw(context: Context, ask_id: str, reason: str) -> None:
    """Withdraw ASK in public, with a REASON; it stays to be read."""
    withdraw_ask(context.instance(), ask_id, reason, now().date())
    click.echo(f"withdrew {ask_id}")


@ask.command("throw-away")
@_ask
@click.pass_obj
def throw_away(context: Context, ask_id: str) -> None:
    """Delete ASK, which was never published."""
    throw_ask_away(context.instance(), ask_id, now().date())
    click.echo(f"threw {ask_id} away")


@ask.command()
@click.option("--year", type=click.IntRange(2000, 9999), required=True, help="The year.")
@click.option("--out", type=FILE, help="A file to write it to: its name ends in .pdf or .html.")
@click.option("--publish", is_flag=True, help="Put it into the reading room as a PDF.")
@_in_language
@click.pass_obj
def digest(context: Context, year: int, out: Path | None, publish: bool, language: str) -> None:
    """Write, or publish, what happened in a year with what people told, for them to read."""
    from survey.services.overview.digest_of_year import digest_of_year, digest_pdf

    if out is None and not publish:
        raise BadInput(
            "Nothing was said of what to do with it.",
            kept="Nothing was written.",
            do="Write --out FILE, or --publish.",
        )
    if out is not None:
        _require_kind_of_file(out)
    instance, today = context.instance(), now().date()
    html = digest_of_year(instance, year, today, language)
    if publish:
        click.echo(f"address {publish_digest(instance, year, digest_pdf(html), today, language)}")
    if out is not None:
        out.write_bytes(digest_pdf(html) if out.suffix == ".pdf" else html.encode())
        click.echo(str(out))


def _require_kind_of_file(out: Path) -> None:
    if out.suffix not in (".pdf", ".html"):
        raise BadInput(
            f"The name {out.name} says no kind of file.",
            kept="Nothing was written.",
            do="Let it end in .pdf or .html.",
        )
    require_new(out)
    require_folder(out, "Nothing was written.")


def _tell(found: AskAtDesk) -> None:
    one = found.row.ask
    click.echo(f"{one.number}. {one.sentence}")
    click.echo(f"of {found.source.title} ({one.of_id}), {found.row.stand}")
    click.echo(f"done looks like: {one.done_looks_like or 'not written yet'}")
    for cell in found.cells:
        said = f"{cell.said}: {cell.words} ({cell.of})" if cell.said else cell.words
        click.echo(f"rests on: {said} [{evidence_words(cell.evidence)}]")
    click.echo(f"due: {one.due_on or 'no day yet'}")
    for held in body_standings(one, now().date()):
        standing = STANDING_WORDS[held.standing]
        click.echo(f"{held.body.id}  {body_and_function(held.body)}: {standing}")
    for version in found.row.answers:
        given = version.answer
        head = f"{given.body_id} {given.number} ({version.stand}) {given.answered_on}"
        click.echo(f"{head}: {given.status}. {given.words}")
    for comment_row in found.row.comments:
        its = comment_row.comment
        stand = "waiting" if comment_row.waits else "passed" if comment_row.is_printed else "aside"
        click.echo(f"comment {comment_row.number} ({stand}) {its.body_id} {its.day}: {its.words}")
    for event in one.happened:
        click.echo(f"{event.day}  {event.what}  {event.body_id} {event.words}".rstrip())


def _body_of(text: str, *, leads: bool) -> BodyWritten:
    group, name, function = (part.strip() for part in (*text.split(":", 2), "", "")[:3])
    if group not in GROUP_WORDS:
        raise BadInput(
            f"“{group[:40]}” is no group: {', '.join(GROUP_WORDS)} are.",
            kept="Nothing was changed.",
            do="Write --body GROUP:NAME:FUNCTION. Functions are such as "
            f"{', '.join(FUNCTION_WORDS)}.",
        )
    return BodyWritten(group, name, function, leads)


def _reference(text: str) -> Evidence:
    question, _, row = text.strip().partition("/")
    return Evidence(question=question, row=row) if row else Evidence(statement=question)
