"""`survey release`: the tables of a release are approved or rejected, and somebody signs for it."""

from __future__ import annotations

from collections.abc import Iterator

import click

from survey.cli.console import Context, now
from survey.cli.options import study_argument
from survey.errors import BadInput, Refused
from survey.reports.study.document import ReportBreakdown, TableLine
from survey.services.overview.release_to_sign import ReleaseToSign, TableToSign, release_to_sign
from survey.services.studies.sign_release import (
    SeenTables,
    Signer,
    decide_tables,
    sign_release,
    work_out_release,
)
from survey.storage.instance import Instance
from survey.storage.studies.release_signatures import TableVerdict

_role = click.option("--role", required=True, help="Who decides, by role, such as “coordinator”.")
_tables = click.argument("tables", metavar="TABLE...", nargs=-1)
_KNOWN = (
    "You see these numbers, so they count as known: a later release of this study is protected "
    "next to all of them, the rejected ones too."
)


@click.group()
def release() -> None:
    """Look at the tables of a release, approve or reject each, and sign for it."""


@release.command()
@study_argument
@click.option("--table", "item", help="Print this table with its numbers.")
@click.pass_obj
def show(context: Context, study_id: str, item: str | None) -> None:
    """List the tables of the newest release of STUDY, or print one of them."""
    found = release_to_sign(context.instance(), study_id)
    if item is None:
        _say_release(found)
        return
    one = next((table for table in found.tables if table.item == item), None)
    if one is None:
        raise BadInput(f"This release has no table “{item}”.", do="Name one of those listed.")
    _say_table(one)
    for line in _lines(one):
        click.echo(line)


@release.command()
@study_argument
@_tables
@click.option("--all-that-are-left", is_flag=True, help="Every table without a decision.")
@click.option("--reason", default="", help="Why, in a few words.")
@_role
@click.pass_obj
def approve(
    context: Context,
    study_id: str,
    tables: tuple[str, ...],
    all_that_are_left: bool,
    reason: str,
    role: str,
) -> None:
    """Approve tables of the newest release of STUDY, by the names that “show” lists."""
    instance = context.instance()
    found = release_to_sign(instance, study_id)
    wanted = (*tables, *(found.undecided if all_that_are_left else ()))
    _decide(instance, found, tuple(dict.fromkeys(wanted)), ("approved", reason), role)


@release.command()
@study_argument
@_tables
@click.option("--reason", required=True, help="Why, in a few words.")
@_role
@click.pass_obj
def reject(
    context: Context, study_id: str, tables: tuple[str, ...], reason: str, role: str
) -> None:
    """Reject tables of the newest release of STUDY: they go into no file that leaves."""
    instance = context.instance()
    found = release_to_sign(instance, study_id)
    _decide(instance, found, tables, ("rejected", reason), role)


@release.command()
@study_argument
@_role
@click.pass_obj
def sign(context: Context, study_id: str, role: str) -> None:
    """Sign for the newest release of STUDY, as somebody else than who decided."""
    instance = context.instance()
    found = release_to_sign(instance, study_id)
    if not found.worked_out and not found.undecided and _works_out(instance, found):
        _say_release(release_to_sign(instance, study_id))
        raise Refused(
            "Without the rejected tables others cannot be shown to be safe, so they are left out.",
            kept="It is not signed.",
            do="Look at the list above. Sign with the same command, if it should go out like that.",
        )
    sign_release(instance, study_id, found.number, found.seen, Signer(role, role), now().date())
    click.echo(f"signed release {found.number} of {study_id}, as {role}")


def _works_out(instance: Instance, found: ReleaseToSign) -> bool:
    """Work out what goes out, and tell whether more is left out than was rejected."""
    return bool(work_out_release(instance, found.study_id, found.number))


def _decide(
    instance: Instance,
    found: ReleaseToSign,
    tables: tuple[str, ...],
    decided: tuple[TableVerdict, str],
    role: str,
) -> None:
    seen = SeenTables(found.number)
    by, today = Signer(role, role), now().date()
    decide_tables(instance, found.study_id, seen, tables, decided, by, today)
    after = release_to_sign(instance, found.study_id)
    for item in tables:
        click.echo(f"{decided[0]} {item}")
    click.echo(f"{len(after.undecided)} tables wait for a decision", err=True)


def _say_release(found: ReleaseToSign) -> None:
    click.echo(f"release {found.number} of {found.study_id}: {found.title}")
    click.echo(f"{found.people}. {found.ladder}")
    for one in found.tables:
        _say_table(one)
    for missing in found.not_printed:
        click.echo(f"not printed  {missing.title}: {missing.reason}")
    for number in found.unsigned_before:
        click.echo(
            f"Nobody signed for release {number}: of it goes along how many people took part, and "
            "no table."
        )
    click.echo(_KNOWN, err=True)
    click.echo(_state(found))


def _state(found: ReleaseToSign) -> str:
    if found.is_signed and found.signature:
        if found.signature.of_before:
            return "made before anybody had to sign for a release"
        return f"signed on {found.signature.day} by {found.signature.signed_by}"
    if found.undecided:
        return f"not signed: {len(found.undecided)} tables wait for a decision"
    who = "" if found.must_be_signed else " (for practice nobody has to)"
    return f"not signed: somebody else than {' and '.join(sorted(found.deciders))} signs{who}"


def _say_table(one: TableToSign) -> None:
    click.echo(f"{_verdict(one):<12} {one.item}: {one.title}")
    hidden = f"{one.hidden} of {one.numbers} numbers hidden. {one.why}" if one.hidden else ""
    click.echo(f"{'':<12} {' '.join((*one.steps, hidden)).rstrip()}")
    if one.decision:
        said = one.decision
        click.echo(f"{'':<12} {said.decided_by}, {said.day}. {said.reason}".rstrip())


def _verdict(one: TableToSign) -> str:
    if one.falls_with:
        return "falls"
    if one.unproven:
        return "left out"
    return one.decision.verdict if one.decision else "undecided"


def _lines(one: TableToSign) -> Iterator[str]:
    """Return a table as a report prints it, one row to a line."""
    if one.finding:
        yield f"{one.finding.base}"
        yield from map(_line, one.finding.lines)
        for label, cell in one.finding.missing:
            yield f"  {label}: {cell.text}"
    if one.split:
        yield from _split(one.split)
    if one.says:
        yield f"  {one.says}"


def _split(split: ReportBreakdown) -> Iterator[str]:
    for table in split.tables:
        yield "  " + " | ".join(f"{label} ({base})" for label, base in table.heads)
        yield from map(_line, table.lines)


def _line(line: TableLine) -> str:
    cells = " | ".join(f"{cell.text} {cell.small}".strip() for cell in line.cells)
    return f"  {line.label}: {cells}"
