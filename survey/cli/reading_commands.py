"""`survey words next` and what is done with one text: for moderators, also without a network.

Each command asks for the six words of whoever reads. It keeps none of them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click
from sqlalchemy import Connection

from survey.answers.packed_text import CONTENT_LABELS
from survey.answers.redacting import HIDDEN_KINDS, tokens
from survey.cli.console import Context, now
from survey.cli.options import study_argument
from survey.errors import BadInput
from survey.services.overview.words_status import asked_words, content_note_of, questionnaire_of
from survey.services.steps.reading_words import OpenedText, WordsKey
from survey.services.steps.weigh_risk import risk_state
from survey.services.words.let_readers_in import begin_to_read
from survey.services.words.look_for_risk import (
    decide_risk,
    flag_risk,
    say_no_risk,
    texts_to_decide,
    texts_to_look_at,
)
from survey.services.words.own_reading_key import account_named
from survey.services.words.quote_text import (
    approve_quote,
    leave_unquoted,
    propose_quote,
    quotes_to_approve,
    texts_to_quote,
)
from survey.services.words.redact_text import hide_words, label_text, redacted, texts_to_redact
from survey.storage.instance import Instance
from survey.storage.words import opened_texts
from survey.storage.words.risk_rows import DECISIONS

as_option = click.option("--as", "who", required=True, metavar="NAME", help="Whose six words.")
_text_argument = click.argument("text_id", metavar="TEXT")

#: What `next` draws a text for, in the order of work.
_FOR = ("deciding", "risk", "redacting", "quoting", "approving")


@contextmanager
def key_of(instance: Instance, study_id: str, who: str) -> Iterator[WordsKey]:
    """Ask for six words at the terminal, and give the words key for as long as a block lasts."""
    account_id = account_named(instance, who)
    typed = click.prompt("Six words (they are not shown)", hide_input=True, err=True)
    key = begin_to_read(instance, study_id, account_id, typed, now().date())
    try:
        yield key
    finally:
        key.forget()


@click.command("next")
@study_argument
@as_option
@click.option(
    "--for", "purpose", type=click.Choice(_FOR), help="Only for this. [default: the first that is]"
)
@click.pass_obj
def next_command(context: Context, study_id: str, who: str, purpose: str | None) -> None:
    """Show one text of STUDY, drawn by chance, and what can be done with it."""
    instance = context.instance().acting_as(f"moderator {who}")
    with key_of(instance, study_id, who) as key, instance.engine.connect() as connection:
        for one in (purpose,) if purpose else _FOR:
            found = _drawn(connection, key, one, who)
            if found is not None:
                _show(instance, connection, key, found, one)
                return
    click.echo("Nothing waits.")


@click.command()
@study_argument
@_text_argument
@as_option
@click.option("--none", "none", is_flag=True, help="There is no current risk in it.")
@click.option("--flag", "flag", is_flag=True, help="There may be: two people decide.")
@click.option("--decide", type=click.Choice(DECISIONS), help="What you would do, once flagged.")
@click.option("--reason", default="", help="Why, in words of your own; needed with --decide.")
@click.pass_obj
def risk(
    context: Context,
    study_id: str,
    text_id: str,
    who: str,
    none: bool,
    flag: bool,
    decide: str | None,
    reason: str,
) -> None:
    """Say whether TEXT tells of a current risk, or what is to be done of one that was flagged."""
    if none + flag + bool(decide) != 1:
        raise click.UsageError("Give one of --none, --flag and --decide.")
    instance = context.instance().acting_as(f"moderator {who}")
    with key_of(instance, study_id, who) as key:
        text = read_text(instance, key, text_id)
        if none:
            say_no_risk(instance, key, text)
            click.echo("It waits to be redacted.")
        elif flag:
            flag_risk(instance, key, text, who, now().date())
            click.echo("It is flagged. Two people decide what is done.")
        elif decide_risk(instance, key, text, who, decide or "", reason, now().date()):
            click.echo("Two people said the same, so it is decided.")
        else:
            click.echo("It is kept. Another person has to say the same.")


@click.command()
@study_argument
@_text_argument
@as_option
@click.option("--seen", default="", help="The mark that `next` showed; needed with --hide.")
@click.option("--hide", default="", metavar="NUMBERS", help="Numbers of words, such as 3,4,9.")
@click.option("--kind", type=click.Choice(HIDDEN_KINDS), default="other", help="What they are.")
@click.option(
    "--label",
    "labels",
    type=click.Choice(CONTENT_LABELS),
    multiple=True,
    help="What it is about, for later readers; may be given more than once.",
)
@click.option("--done", is_flag=True, help="Nothing in it points to somebody any more.")
@click.pass_obj
def redact(
    context: Context,
    study_id: str,
    text_id: str,
    who: str,
    seen: str,
    hide: str,
    kind: str,
    labels: tuple[str, ...],
    done: bool,
) -> None:
    """Hide words of TEXT for everybody and for good, or say that nothing is left to hide."""
    instance = context.instance().acting_as(f"moderator {who}")
    with key_of(instance, study_id, who) as key:
        text = read_text(instance, key, text_id)
        if hide:
            if seen != mark_of(text):
                raise BadInput(
                    "The mark is not that of the text as it is now.",
                    kept="It is as it was.",
                    do="Show it again: the numbers of its words may be others.",
                )
            text = hide_words(instance, key, text, _numbers(hide), kind)
            click.echo(_numbered(text))
            click.echo(f"mark {mark_of(text)}")
        if labels:
            text = label_text(instance, key, text, labels)
        if done:
            redacted(instance, key, text)
            click.echo("It waits for its themes.")


@click.command()
@study_argument
@_text_argument
@as_option
@click.option("--not", "leave", is_flag=True, help="Only count its themes.")
@click.pass_obj
def propose(context: Context, study_id: str, text_id: str, who: str, leave: bool) -> None:
    """Propose TEXT as a quote, where its writer allowed that."""
    instance = context.instance().acting_as(f"moderator {who}")
    with key_of(instance, study_id, who) as key:
        text = read_text(instance, key, text_id)
        (leave_unquoted if leave else propose_quote)(instance, key, text, who)
    click.echo("It is counted only." if leave else "Another person has to approve it.")


@click.command()
@study_argument
@_text_argument
@as_option
@click.option("--not", "leave", is_flag=True, help="It is not printed.")
@click.pass_obj
def approve(context: Context, study_id: str, text_id: str, who: str, leave: bool) -> None:
    """Let TEXT, which somebody else proposed, be printed as `next` shows it."""
    instance = context.instance().acting_as(f"moderator {who}")
    with key_of(instance, study_id, who) as key:
        text = read_text(instance, key, text_id)
        if leave:
            leave_unquoted(instance, key, text, who)
            click.echo("It is counted only.")
            return
        click.echo(approve_quote(instance, key, text, who, now().date()).words)


reading_commands = (next_command, risk, redact, propose, approve)


def mark_of(text: OpenedText) -> str:
    """Return a mark of a text as it is now; another once somebody changed it."""
    return hashlib.sha256(text.stored.sealed).hexdigest()[:8]


def read_text(instance: Instance, key: WordsKey, text_id: str) -> OpenedText:
    """Return a text by its id as `next` shows it; BadInput for what is no id."""
    try:
        wanted = bytes.fromhex(text_id)
    except ValueError:
        raise BadInput(
            f"{text_id} is not the id of a text.", do="Copy it from where it was shown."
        ) from None
    with instance.engine.connect() as connection:
        return key.read(connection, wanted)


def _drawn(connection: Connection, key: WordsKey, purpose: str, who: str) -> OpenedText | None:
    ways: dict[str, Callable[[], frozenset[bytes]]] = {
        "deciding": lambda: texts_to_decide(connection, key.study_id, who),
        "risk": lambda: texts_to_look_at(connection, key.study_id),
        "redacting": lambda: texts_to_redact(connection, key.study_id),
        "quoting": lambda: texts_to_quote(connection, key.study_id),
        "approving": lambda: quotes_to_approve(connection, key.study_id, who),
    }
    waiting = set(ways[purpose]())
    while (text_id := opened_texts.draw(waiting)) is not None:
        text = key.read(connection, text_id)
        if purpose != "quoting" or text.may_quote:
            return text
        waiting.discard(text_id)
    return None


def _show(
    instance: Instance, connection: Connection, key: WordsKey, text: OpenedText, purpose: str
) -> None:
    asked = questionnaire_of(instance, key.study_id)
    language = asked.languages[0]
    click.echo(f"text {text.id.hex()}")
    click.echo(f"for {purpose}")
    click.echo(f"mark {mark_of(text)}")
    click.echo(f"question {asked_words(asked, text.question_id, language)}")
    about = [content_note_of(asked, text.question_id, language), *sorted(text.labels)]
    click.echo(f"about {'; '.join(filter(None, about)) or 'nothing that is known beforehand'}")
    click.echo(f"may be quoted: {'yes' if text.may_quote else 'no'}")
    state = risk_state(connection, key.study_id, text.id) if purpose == "deciding" else None
    for voice in state.voices if state else ():
        click.echo(f"{voice.said_by}: {voice.decision}, because {voice.reason}")
    click.echo(text.printed if purpose == "approving" else _numbered(text))


def _numbered(text: OpenedText) -> str:
    return "".join(
        f"[{one.hidden}]"
        if one.hidden
        else one.words
        if one.number is None
        else f"{one.words}({one.number})"
        for one in tokens(text.pieces)
    )


def _numbers(typed: str) -> frozenset[int]:
    found = [part.strip() for part in typed.split(",")]
    if not all(part.isdecimal() for part in found):
        raise BadInput(f"{typed} are not numbers.", kept="The text is as it was.")
    return frozenset(map(int, found))
