"""Opening with share sheet files, and saying what came of it without any number that is hidden.

It loads the solver, and so is imported only by commands that open.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import click

from survey.cli.console import TASK, now, progress_bar, read_text
from survey.cli.executors import make_executor
from survey.disclosure.policy import read_policy
from survey.services.open_study import Opened, open_study
from survey.settings import shipped
from survey.storage import studies
from survey.storage.instance import Instance


def open_with_sheets(
    instance: Instance, study_id: str, shares: Sequence[Path], workers: int | None = None
) -> Opened:
    """Open a study with share sheet files, showing how far it is."""
    policy = read_policy(read_text(shipped("config") / "disclosure.toml"))
    with instance.engine.connect() as connection:
        total = studies.get(connection, study_id).closed_count or 0
    with progress_bar("Opening", total) as bar:
        return open_study(
            instance,
            study_id,
            [read_text(path) for path in shares],
            policy,
            now().date(),
            make_executor(workers or os.cpu_count() or 1, total),
            lambda done, _: bar.update(TASK, completed=done),
        )


def say_opened(opened: Opened) -> None:
    """Say what was opened and what the protection did, without any number that it hides."""
    release, integrity = opened.release, opened.integrity
    audit = release.audit
    click.echo(f"opened {release.study.id}: {integrity.counted} of {integrity.envelopes} counted")
    click.echo(f"closed set {release.study.closed_set}")
    click.echo(f"release {release.number}")
    left_out = (
        ("damaged", integrity.damaged),
        ("of another study", integrity.foreign),
        ("copies", integrity.copies),
    )
    for words, number in left_out:
        if number:
            click.echo(f"left out: {number} {words}")
    if opened.contradicted:
        few = -(-opened.contradicted // 10) * 10
        click.echo(f"counted as left blank: up to {few} answers that contradicted themselves")
    click.echo(
        f"protected: {audit.cells} numbers, {audit.hidden} of them hidden, "
        f"{audit.refused_tables} tables refused; the audit "
        f"{'passed' if audit.passed else 'did not pass'}"
    )
    if opened.next_needs is None:
        click.echo("This study spoke in words, so it cannot be published again.", err=True)
    else:
        click.echo(f"The next release needs at least {opened.next_needs} more answers.", err=True)
    if opened.certificate is not None:
        click.echo(f"certificate {opened.certificate}")
        click.echo("It holds exact counts. Keep it at the desk, and publish it nowhere.", err=True)
