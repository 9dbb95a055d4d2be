"""`survey council demo`: a council of invented members, from joining to the report, unattended."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from random import Random

import click

from survey.cli.console import Context, now, progress_bar, read_bytes, read_text
from survey.cli.study_commands import sheets_into
from survey.delphi.files.council_file import read_council
from survey.delphi.rule import read_council_policy
from survey.disclosure.council.round_release import RoundRelease
from survey.errors import Refused
from survey.mixing.founding import create_instance
from survey.questionnaire.files.reading import from_json
from survey.questionnaire.path import walk
from survey.sealing.codes.phrases import phrase
from survey.services.councils.close_round import close_round
from survey.services.councils.create_council import CouncilTerms, create_council
from survey.services.councils.feed_back_round import feed_back_round
from survey.services.councils.join_council import join
from survey.services.councils.open_round import open_round, read_next_round, stopped
from survey.services.councils.recognise_member import root_of
from survey.services.councils.tally_round import tally_round
from survey.services.practice.invent_members import InventedMembers
from survey.services.steps.send_response import ResponseToSend, sealing_of, send, six_words
from survey.services.studies.close_study import close_study
from survey.settings import shipped
from survey.storage.council import council_rows, round_releases
from survey.storage.instance import Instance
from survey.storage.studies import study_rows

_AGAIN = """
kind: rate again
title: Statements, once more
introduction: Here are the statements once more. You can keep your view. Both are fine.
"""


def demonstrate(context: Context, out: Path, members: int, rounds: int, seed: int) -> None:
    """Run a practice council through `rounds` rounds and write its report into `out`."""
    from survey.services.councils.make_council_report import make_council_report

    folder = out / "instance"
    if folder.exists():
        raise Refused(
            f"There is a demonstration in {out} already.",
            kept="It was left as it is.",
            do="Choose another folder for --out, or delete that one.",
        )
    instance = create_instance(folder, context.settings(), secrets.token_bytes)
    codes: list[str] = []
    council_id = _create(instance, out / "shares", members, codes)
    click.echo(f"council {council_id}")
    words = _join(instance, council_id, codes)
    invented = InventedMembers(len(words), Random(seed))  # noqa: S311 (invented, no secrecy needed)
    for number in range(1, rounds + 1):
        if not _open(instance, council_id, number):
            click.echo("the rule rates no statement any more")
            break
        _answer(instance, council_id, number, words, invented)
        release = _count(instance, council_id, number, out / "shares")
        click.echo(f"round {number}: {release.integrity.counted} members counted")
    make_council_report(instance, council_id, out)
    for name in ("report.html", "report.pdf", "statements.csv", "rounds.json"):
        click.echo(str(out / name))


def _create(instance: Instance, shares: Path, members: int, codes: list[str]) -> str:
    policy = read_council_policy(read_text(shipped("config") / "council.toml"))
    path = shipped("config") / "councils" / "council.yaml"

    terms = CouncilTerms(3, 2, practice=True, members=members)
    begun = read_council(read_bytes(path), str(path), policy)
    return create_council(
        instance, begun, terms, now().date(), sheets_into(shares), lambda _, new: codes.extend(new)
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


def _open(instance: Instance, council_id: str, number: int) -> bool:
    """Open a round; give False when the rule rates no statement any more."""
    with instance.engine.connect() as connection:
        row = council_rows.get(connection, council_id)
        done = stopped(round_releases.every(connection, council_id))
    if number > 1 and set(done) >= {one.id for one in row.register.in_state("result")}:
        return False
    text = _AGAIN if number > 1 else read_text(shipped("config") / "councils" / "rate.yaml")
    written = read_next_round(instance, council_id, text, "round")
    last_day = now().date() + timedelta(days=1)
    open_round(instance, council_id, written.plan, written.events, last_day, now())
    return True


def _answer(
    instance: Instance,
    council_id: str,
    number: int,
    words: Sequence[str],
    invented: InventedMembers,
) -> None:
    """Have the members answer; the first one never starts."""
    study_id = council_rows.round_id(council_id, number)
    with instance.engine.connect() as connection:
        row = study_rows.get(connection, study_id)
    asked = from_json(row.questionnaire_json)
    sealing = sealing_of(row, asked)
    with progress_bar(f"Round {number}", len(words)) as tell:
        for member, typed in enumerate(words):
            if member:
                root = root_of(typed, council_id)
                path = walk(asked, invented.entries(member, asked))
                said = ResponseToSend(path, asked.languages[0], member=root)
                if send(instance, sealing, said, now()) != "kept":
                    raise Refused("The answers were not taken in.")
            tell(member + 1)


def _count(instance: Instance, council_id: str, number: int, shares: Path) -> RoundRelease:
    close_study(instance, council_rows.round_id(council_id, number), now())
    close_round(instance, council_id)
    sheets = [read_text(shares / f"share-{place}.txt") for place in (1, 3)]
    release = tally_round(instance, council_id, sheets, now())
    feed_back_round(instance, council_id)
    return release
