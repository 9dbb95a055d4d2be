"""`survey council …`: creating a council, seeing where it stands, its report, and a try-out."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from pathlib import Path

import click

from survey.cli.console import Context, now, read_bytes, read_text
from survey.cli.council_demo import demonstrate
from survey.cli.pinning import pin_council_command
from survey.cli.study_commands import sheets_into
from survey.cli.telling import say_untranslated
from survey.cli.wording_actions import command_of, what_to_do
from survey.delphi.files.council_file import CouncilFile, read_council
from survey.delphi.life.council_life import FEWEST_MEMBERS, MOST_MEMBERS
from survey.delphi.rule import read_council_policy
from survey.errors import BadInput, Refused
from survey.questionnaire.files.narrowing import only_languages
from survey.services.councils.create_council import (
    CouncilTerms,
    create_council,
    invite_more,
    require_care,
    require_members,
    require_terms,
)
from survey.services.councils.end_council import end_council
from survey.services.councils.next_steps import standing_of
from survey.services.councils.steer_council import change_rule, stop_council
from survey.services.steps.founding_terms import terms_from
from survey.services.steps.support_list import require_support, resources_of
from survey.settings import Settings, shipped
from survey.storage.council import council_rows
from survey.storage.files import write_new
from survey.studies.life_table import IN_FIELD


def _members(context: click.Context, _option: click.Parameter, number: int) -> int:
    """Refuse a number of members at once, before any other option is missed or a file is read."""
    require_members(number, practice=bool(context.params.get("practice")))
    return number


_FILE = click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
_MEMBERS = click.option(
    "--members", type=int, required=True, callback=_members,
    help=f"How many people you invite, {FEWEST_MEMBERS} to {MOST_MEMBERS}.",
)  # fmt: skip
_CODES_OUT = click.option(
    "--codes-out", type=click.Path(path_type=Path, dir_okay=False), required=True,
    help="A new file for the printed codes (CSV).",
)  # fmt: skip
_PRACTICE = click.option(
    "--practice", is_flag=True, is_eager=True,
    help="A practice council: it can never become real.",
)  # fmt: skip
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


council.add_command(pin_council_command)


@council.command("ready-made")
def ready_made() -> None:
    """List the council file and the rounds that come with this program."""
    for path in sorted(_folder().glob("*.yaml")):
        head = path.read_text(encoding="utf-8").partition("\n\n")[0]
        about = " ".join(line.lstrip("# ") for line in head.splitlines())
        click.echo(f"{path.stem:<13} {re.split(r'[.:;,] ', about)[0]}")


@council.command()
@click.argument("name")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--languages", metavar="CODES",
              help="Keep these only, the first being yours, such as en or en,fr.")  # fmt: skip
def copy(name: str, file: Path, languages: str | None) -> None:
    """Copy the ready-made council file or round NAME to FILE, to change it there."""
    source = _folder() / f"{name}.yaml"
    if source.parent != _folder() or not source.is_file():
        raise BadInput(
            f"There is no ready-made file {name}.",
            do="To see their names: survey council ready-made",
        )
    _require_new(file, "nothing was copied")
    text = source.read_text(encoding="utf-8")
    if languages is not None:
        text = only_languages(text, re.findall(r"[^\s,]+", languages))
    file.write_text(text, encoding="utf-8")
    click.echo(f"copied to {file}")


@council.command()
@_FILE
@click.option("--members", type=int, callback=_members, default=FEWEST_MEMBERS,
              help="How many people you are going to invite.")  # fmt: skip
@_PRACTICE
@click.pass_obj
def check(context: Context, file: Path, members: int, practice: bool) -> None:
    """Say what creating the council of FILE would be refused for; change nothing."""
    begun = _read(context, file)
    click.echo(f"{file}: no problems")
    require_care(begun, practice=practice)
    require_terms(_terms(context.settings(), members, (2, 2), practice))
    say_untranslated(context.settings(), begun.languages)
    click.echo(f"It can be created{' for practice' if practice else ''}. Nothing was changed.")
    if len(begun.languages) > 1:
        click.echo(f"languages: {', '.join(begun.languages)}")


@council.command()
@_FILE
@_MEMBERS
@_CODES_OUT
@click.option("--shares", type=click.IntRange(2, 16), required=True, help="How many trustees.")
@click.option(
    "--threshold",
    type=click.IntRange(2, 16),
    required=True,
    help="How many open it: fewer than there are.",
)
@click.option("--shares-dir", type=click.Path(path_type=Path, file_okay=False), required=True,
              help="A new or empty folder for the share sheets share-1.txt …")  # fmt: skip
@_PRACTICE
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
    begun = _read(context, file)
    _require_new(codes_out, "no council was created")
    terms = _terms(context.settings(), members, (shares, threshold), practice)
    require_terms(terms)
    say_untranslated(context.settings(), begun.languages)
    instance = context.founded()
    site = instance.settings.address_of_site

    def hand_out(council_id: str, codes: Sequence[str]) -> None:
        _write_codes(codes_out, codes, f"{site}/c/{council_id}")

    council_id = create_council(
        instance, begun, terms, now().date(), sheets_into(shares_dir), hand_out
    )
    click.echo(f"council {council_id}")
    click.echo(f"address {site}/c/{council_id}")
    click.echo(f"{codes_out}: {_CODES}", err=True)
    click.echo(f"{shares_dir}: {_HOLDER}", err=True)


@council.command("codes")
@click.argument("council_id", metavar="COUNCIL")
@click.option("--more", type=click.IntRange(1), required=True, help="How many codes more.")
@_CODES_OUT
@click.pass_obj
def more_codes(context: Context, council_id: str, more: int, codes_out: Path) -> None:
    """Make more printed codes for COUNCIL, while people can still join."""
    _require_new(codes_out, "no code was made")
    instance = context.instance()
    address = f"{instance.settings.address_of_site}/c/{council_id}"
    invited = invite_more(
        instance, council_id, more, lambda codes: _write_codes(codes_out, codes, address)
    )
    made = "1 code" if more == 1 else f"{more} codes"
    click.echo(f"{made} written to {codes_out}; the council has {invited} in all")
    click.echo(f"{codes_out}: {_CODES}", err=True)


@council.command("list")
@click.pass_obj
def list_councils(context: Context) -> None:
    """List the councils of this instance."""
    with context.instance().engine.connect() as connection:
        rows = council_rows.every(connection)
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
    standing = standing_of(context.instance(), council_id, now())
    row, study = standing.row, standing.study
    click.echo(f"council {row.id}: {row.council.state}")
    if row.joined is None:
        click.echo(f"invited {row.invited}; how many joined is known when joining ends")
    else:
        click.echo(f"invited {row.invited}, joined {row.joined}")
    for place, kind in enumerate(row.council.rounds, 1):
        click.echo(f"round {place}: {kind}")
    if study is not None and study.stand in IN_FIELD:
        click.echo(
            f"round {study.round} is open until the end of {study.closes_on}; how many answered is "
            "known when it closes"
        )
    flagged = [one.id for one in row.register.to_look_at()]
    if flagged:
        click.echo(f"lost somebody's meaning: {', '.join(flagged)}")
    for step in standing.steps:
        why = what_to_do(step.not_yet)
        click.echo(f"{'later' if why else 'next'}: {command_of(step.action)}")
        click.echo(f"  to {step.action.do}{', ' * bool(why)}{why}")
    if not standing.steps:
        click.echo("next: nothing, it is over")


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
    """End the rounds of COUNCIL before the last one; before the first, no code works any more."""
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
    from survey.services.councils.make_council_report import make_council_report

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


def _terms(
    settings: Settings, members: int, sheets: tuple[int, int], practice: bool
) -> CouncilTerms:
    return CouncilTerms(*sheets, practice, members=members, **terms_from(settings))


def _read(context: Context, file: Path) -> CouncilFile:
    """Read a council file, and see that there is support where its members are."""
    policy = read_council_policy(read_text(shipped("config") / "council.toml"))
    begun = read_council(read_bytes(file), str(file), policy)
    require_support(resources_of(context.folder, shipped("config")), begun.audience.regions)
    return begun


def _folder() -> Path:
    return shipped("config") / "councils"


def _require_new(path: Path, kept: str) -> None:
    if path.exists():
        raise Refused(
            f"{path} is there already.",
            kept=f"It was left as it is, and {kept}.",
            do="Choose another file.",
        )


def _write_codes(path: Path, codes: Sequence[str], address: str) -> None:
    """Write the codes into a private file, a line each, with the address to type them at."""
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(["code", "address"])
    writer.writerows([code, address] for code in codes)
    write_new(path, lines.getvalue())
