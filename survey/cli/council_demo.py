"""`survey council demo`: a council of invented members, from joining to the report, unattended."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from pathlib import Path
from random import Random

import click

from survey.cli.console import Context, now, progress_bar, read_bytes, read_text
from survey.cli.sheet_files import sheets_into
from survey.disclosure.council.round_release import RoundRelease
from survey.errors import Refused
from survey.sealing.codes.phrases import phrase
from survey.services.councils.close_round import close_round
from survey.services.councils.create_council import CouncilTerms, create_council
from survey.services.councils.feed_back_round import feed_back_round
from survey.services.councils.join_council import join
from survey.services.councils.open_round import all_stopped, open_round, read_next_round
from survey.services.councils.tally_round import tally_round
from survey.services.practice.invent_members import InventedMembers, answer_round
from survey.services.steps.council_policy import read_new_council
from survey.services.steps.send_response import six_words
from survey.settings import shipped
from survey.storage.instance import Instance

_AGAIN = """
kind: rate again
title: Statements, once more
introduction: Here are the statements once more. You can keep your view. Both are fine.
"""


def demonstrate(context: Context, out: Path, members: int, rounds: int, seed: int) -> None:
    """Run a practice council through `rounds` rounds and write its report into `out`."""
    from survey.services.councils.make_council_report import make_council_report

    instance = context.for_demonstration(out)
    codes: list[str] = []
    council_id = _create(instance, out / "shares", members, codes)
    click.echo(f"council {council_id}")
    words = _join(instance, council_id, codes)
    invented = InventedMembers(len(words), Random(seed))  # noqa: S311 (invented, no secrecy needed)
    for number in range(1, rounds + 1):
        if all_stopped(instance, council_id):
            click.echo("the rule rates no statement any more")
            break
        _open(instance, council_id, number)
        with progress_bar(f"Round {number}", len(words)) as tell:
            answer_round(instance, council_id, words, invented, now, tell)
        release = _count(instance, council_id, out / "shares")
        click.echo(f"round {number}: {release.integrity.counted} members counted")
    for path in make_council_report(instance, council_id, out):
        click.echo(str(path))


def _create(instance: Instance, shares: Path, members: int, codes: list[str]) -> str:
    path = shipped("config") / "councils" / "council.yaml"
    return create_council(
        instance,
        read_new_council(read_bytes(path), str(path)),
        CouncilTerms(3, 2, practice=True, members=members),
        now().date(),
        sheets_into(shares),
        lambda _, new: codes.extend(new),
    )


def _join(instance: Instance, council_id: str, codes: Sequence[str]) -> list[str]:
    words = []
    with progress_bar("Joining", len(codes)) as tell:
        for code in codes:
            words.append(phrase(six_words()))
            if join(instance, council_id, code, secrets.token_bytes(16), words[-1]) != "joined":
                raise Refused("The code was not taken.")
            tell(len(words))
    return words


def _open(instance: Instance, council_id: str, number: int) -> None:
    text = _AGAIN if number > 1 else read_text(shipped("config") / "councils" / "rate.yaml")
    written = read_next_round(instance, council_id, text, "round")
    open_round(instance, council_id, written, None, now())


def _count(instance: Instance, council_id: str, shares: Path) -> RoundRelease:
    close_round(instance, council_id, now())
    sheets = [read_text(shares / f"share-{place}.txt") for place in (1, 3)]
    tally_round(instance, council_id, sheets, now())
    return feed_back_round(instance, council_id, now().date())
