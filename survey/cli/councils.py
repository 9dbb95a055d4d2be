"""`survey council …`: creating a council, seeing where it stands, its report, and a try-out."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Sequence
from pathlib import Path

import click

from survey.cli.console import Context, now, read_text
from survey.cli.council_demo import demonstrate
from survey.cli.studies import write_sheets
from survey.delphi.council_file import read_council
from survey.delphi.rounds import MOST_MEMBERS
from survey.delphi.rule import read_council_policy
from survey.errors import Refused
from survey.questionnaire.model import EMPTY, Text
from survey.services.create_council import Terms, create_council
from survey.services.end_council import end_council
from survey.services.find_support import require_support, resources_of
from survey.services.steer_council import change_rule, stop_council
from survey.settings import Settings, shipped
from survey.storage import councils, joining, studies

_CODES = (
    "Give each code to one person, on paper or by word of mouth. Whoever has a code can join in "
    "that person's place. Do not write down who got which code: it is not needed. Then delete "
    "the file."
)
_HOLDER = (
    "Whoever holds this folder can open the council's rounds. Give each trustee their own sheet, "
    "on paper or on a stick of their own, and then delete the folder."
)


@click.group()
def council() -> None:
    """Run the rounds of an advisory council in which nobody is named."""


@council.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--members", type=click.IntRange(1, MOST_MEMBERS), required=True,
              help="How many people you invite, 8 to 40.")  # fmt: skip
@click.option("--codes-out", type=click.Path(path_type=Path, dir_okay=False), required=True,
              help="A new file for the printed codes (CSV).")  # fmt: skip
@click.option("--shares", type=click.IntRange(2, 16), required=True, help="How many trustees.")
@click.option(
    "--threshold",
    type=click.IntRange(2, 16),
    required=True,
    help="How many open it: fewer than there are.",
)
@click.option("--shares-dir", type=click.Path(path_type=Path, file_okay=False), required=True,
              help="A new or empty folder for the share sheets share-1.txt …")  # fmt: skip
@click.option("--practice", is_flag=True, help="A practice council: it can never become real.")
@click.pass_obj
def create(
    context: Context,
    file: Path,
    members: int,
    codes_out: Path,
    shares: int,
    threshold: int,
    shares_dir: Path,
    practice: bool,
) -> None:
    """Create the council of FILE, with a printed code for each person that you invite."""
    policy = read_council_policy(read_text(shipped("config") / "council.toml"))
    begun = read_council(read_text(file), str(file), policy)
    require_support(resources_of(context.folder, shipped("config")), begun.audience.regions)
    _require_new(codes_out)
    terms = _terms(context.settings(), members, (shares, threshold), practice)
    instance = context.founded()
    site = instance.settings.address_of_site

    def hand_out(council_id: str, sheets: Sequence[str], codes: Sequence[str]) -> None:
        write_sheets(shares_dir, sheets)
        _write_codes(codes_out, codes, f"{site}/c/{council_id}")

    council_id = create_council(instance, begun, terms, now().date(), hand_out)
    click.echo(f"council {council_id}")
    click.echo(f"address {site}/c/{council_id}")
    click.echo(f"{codes_out}: {_CODES}", err=True)
    click.echo(f"{shares_dir}: {_HOLDER}", err=True)


@council.command("list")
@click.pass_obj
def list_councils(context: Context) -> None:
    """List the councils of this instance."""
    with context.instance().engine.connect() as connection:
        rows = councils.every(connection)
    if not rows:
        click.echo("There are no councils yet. To create one: survey council create FILE …")
    for row in rows:
        title = row.file.title.in_language(row.file.languages[0])
        click.echo(f"{row.id}  {row.council.state:<13} round {row.council.round}  {title}")


@council.command()
@click.argument("council_id", metavar="COUNCIL")
@click.pass_obj
def status(context: Context, council_id: str) -> None:
    """Say where COUNCIL stands and what can be done next."""
    instance = context.instance()
    with instance.engine.connect() as connection:
        row = councils.get(connection, council_id)
        unused = joining.unused(connection, council_id)
        number = row.council.round
        study = studies.get(connection, councils.round_id(row.id, number)) if number else None
    click.echo(f"council {row.id}: {row.council.state}")
    if row.joined is None:
        click.echo(f"invited {row.invited}, joined {row.invited - unused} so far")
    else:
        click.echo(f"invited {row.invited}, joined {row.joined}")
    for place, kind in enumerate(row.council.rounds, 1):
        click.echo(f"round {place}: {kind}")
    if study is not None and study.state == "open":
        click.echo(
            f"round {number} is open until the end of {study.closes_on}; how many answered is "
            "known when it closes"
        )
    flagged = [one.id for one in row.register.to_look_at()]
    if flagged:
        click.echo(f"lost somebody's meaning: {', '.join(flagged)}")
    click.echo(f"next: {'; '.join(row.council.possible()) or 'nothing, it is over'}")


@council.command()
@click.argument("council_id", metavar="COUNCIL")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--reason", default="", help="Why; needed once round 1 has opened, and reported.")
@click.pass_obj
def rule(context: Context, council_id: str, file: Path, reason: str) -> None:
    """Give COUNCIL the rule in FILE (as config/council.toml), between two rounds."""
    row = change_rule(context.instance(), council_id, read_council_policy(read_text(file)), reason)
    for name, before, after in row.council.changes[-1].differences() if row.council.changes else ():
        click.echo(f"{name}: {before}, now {after}")
    click.echo("changed")


@council.command()
@click.argument("council_id", metavar="COUNCIL")
@click.option("--reason", required=True, help="Why, in a sentence or two; the report prints it.")
@click.pass_obj
def stop(context: Context, council_id: str, reason: str) -> None:
    """End the rounds of COUNCIL before the last one."""
    stop_council(context.instance(), council_id, reason)
    click.echo("stopped")


@council.command()
@click.argument("council_id", metavar="COUNCIL")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True,
              help="The folder for the report and its tables.")  # fmt: skip
@click.option("--notes", type=click.Path(path_type=Path, exists=True, dir_okay=False),
              help="What you add to minority reports (TOML).")  # fmt: skip
@click.option("--final", is_flag=True,
              help="The council ends: its members' tags and own ratings are erased.")  # fmt: skip
@click.pass_obj
def report(
    context: Context, council_id: str, out: Path, notes: Path | None, *, final: bool
) -> None:
    """Write the report of COUNCIL from what its rounds published."""
    from survey.services.make_council_report import make_council_report

    instance = context.instance()
    make_council_report(instance, council_id, out, read_text(notes) if notes else "")
    if final:
        end_council(instance, council_id)
    for name in ("report.html", "report.pdf", "statements.csv", "rounds.json"):
        click.echo(str(out / name))


@council.command()
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True)
@click.option("--members", type=click.IntRange(8, MOST_MEMBERS), default=20, show_default=True)
@click.option("--rounds", type=click.IntRange(1, 3), default=3, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True)
@click.pass_obj
def demo(context: Context, out: Path, members: int, rounds: int, seed: int) -> None:
    """Let invented members join and rate statements in a few rounds, and report, into OUT."""
    demonstrate(context, out, members, rounds, seed)


def _terms(settings: Settings, members: int, sheets: tuple[int, int], practice: bool) -> Terms:
    return Terms(
        members,
        *sheets,
        practice=practice,
        organisation=settings.organisation,
        safeguarding=Text((("", settings.safeguarding),)) if settings.safeguarding else EMPTY,
        jurisdiction=settings.jurisdiction,
        legal_sign_off=settings.legal_sign_off,
    )


def _require_new(path: Path) -> None:
    if path.exists():
        raise Refused(
            f"{path} is there already.",
            kept="It was left as it is, and no council was created.",
            do="Choose another file for --codes-out.",
        )


def _write_codes(path: Path, codes: Sequence[str], address: str) -> None:
    """Write the codes into a private file, a line each, with the address to type them at."""
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(["code", "address"])
    writer.writerows([code, address] for code in codes)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(lines.getvalue())
        file.flush()
        os.fsync(file.fileno())
