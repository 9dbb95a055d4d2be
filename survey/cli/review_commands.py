"""`survey review …`: reviewers of a draft, their links, what they wrote, and what is answered."""

from __future__ import annotations

import click

from survey.cli.console import Context, now
from survey.cli.wording_actions import to_type
from survey.services.overview.draft_tasks import tasks_of_draft
from survey.services.reviewing.invite_reviewers import (
    ReviewLink,
    answer_reviewer,
    invite_reviewer,
    replace_review_link,
    send_to_reviewers,
)
from survey.storage.instance import Instance

_draft = click.argument("study_id", metavar="DRAFT")


@click.group()
def review() -> None:
    """Let people read a draft, comment on it and sign it off."""


@review.command()
@_draft
@click.pass_obj
def invite(context: Context, study_id: str) -> None:
    """Make a link that works once for one more reviewer of DRAFT."""
    instance = context.instance()
    _say(instance, invite_reviewer(instance, study_id, now().date()))


@review.command()
@_draft
@click.argument("letter")
@click.pass_obj
def replace(context: Context, study_id: str, letter: str) -> None:
    """Make another link for reviewer LETTER of DRAFT; the one before ends."""
    instance = context.instance()
    _say(instance, replace_review_link(instance, study_id, letter, now().date()))


@review.command()
@_draft
@click.pass_obj
def send(context: Context, study_id: str) -> None:
    """Let the reviewers of DRAFT see it as it is now."""
    send_to_reviewers(context.instance(), study_id, now().date())
    click.echo(f"reviewers see {study_id} as it is now")


@review.command("list")
@_draft
@click.pass_obj
def list_command(context: Context, study_id: str) -> None:
    """List the reviewers of DRAFT and where each stands."""
    found = tasks_of_draft(context.instance(), study_id, now().date())
    for one in found.reviewers:
        day = f"  {one.verdict.day}" if one.verdict else ""
        click.echo(f"{one.letter}  {one.state}{day}  {len(one.comments)} comments")
        if one.verdict and one.verdict.verdict == "not yet" and one.verdict.words:
            click.echo(f"   {one.verdict.words}")
    if not found.reviewers:
        click.echo(
            f"There are no reviewers yet. To invite one: {to_type('review invite {}', study_id)}"
        )


@review.command()
@_draft
@click.pass_obj
def comments(context: Context, study_id: str) -> None:
    """Show what the reviewers of DRAFT wrote, and what was answered."""
    found = tasks_of_draft(context.instance(), study_id, now().date())
    newest = found.found.read.fingerprint if found.found else b""
    written = sorted(one for each in found.reviewers for one in each.comments)
    for one in written:
        older = "" if one.fingerprint == newest else ", of an older version"
        click.echo(f"{one.number}  reviewer {one.letter}, {one.place}{older}: {one.words}")
        if one.answer:
            click.echo(f"   answered: {one.answer}")
    if not written:
        click.echo("Nothing was written yet.")


@review.command()
@_draft
@click.argument("number", type=int)
@click.argument("words")
@click.pass_obj
def answer(context: Context, study_id: str, number: int, words: str) -> None:
    """Answer comment NUMBER on DRAFT with WORDS, which its reviewer sees."""
    answer_reviewer(context.instance(), study_id, number, words, now().date())
    click.echo(f"answered comment {number}")


def _say(instance: Instance, link: ReviewLink) -> None:
    click.echo(f"reviewer {link.letter}")
    click.echo(f"link {instance.settings.address_of_desk}/review/{link.secret}")
    click.echo(
        "Hand it to one person. It works once: the device on which it is pressed first goes on "
        "with the review.",
        err=True,
    )
