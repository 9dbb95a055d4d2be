"""`survey jobs …`: slow work that staff asked for at the desk."""

from __future__ import annotations

import click

from survey.cli.console import Context
from survey.cli.serve_commands import say_fault
from survey.errors import Refused
from survey.services.jobs.ask_for_work import see_all_work
from survey.services.jobs.work_on_jobs import work_on_what_waits


@click.group()
def jobs() -> None:
    """See and do slow work that was asked for at the desk."""


@jobs.command("list")
@click.pass_obj
def list_(context: Context) -> None:
    """List the work that was asked for, the newest first."""
    for one in see_all_work(context.instance()):
        far = "" if one.tenths is None or one.stage != "working" else f" {one.tenths} tenths"
        words = f"  {one.words}" if one.words else ""
        click.echo(f"{one.id}  {one.study_id}  {one.kind}  {one.stage}{far}{words}")


@jobs.command("run-once")
@click.pass_obj
def run_once(context: Context) -> None:
    """Do all work that waits, and end: where `serve --desk` does not run."""
    done = work_on_what_waits(context.instance(), say_fault)
    if done is None:
        raise Refused("Another program works on these jobs.", kept="Nothing was started.")
    click.echo(f"{done} done")
