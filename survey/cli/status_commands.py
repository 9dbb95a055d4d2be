"""`survey status`: how the instance stands, for people, as JSON and for programs that watch."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import click

from survey.cli.console import Context, now
from survey.cli.open_metrics import open_metrics
from survey.cli.path_types import FILE
from survey.cli.telling import checks_in_words
from survey.cli.wording_actions import to_type, what_to_do
from survey.mixing.health_check import HealthCheck
from survey.mixing.operator_checks import days_ago
from survey.services.upkeep.instance_status import InstanceStatus, instance_status
from survey.storage.files import write_whole


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print all of it as JSON.")
@click.option(
    "--metrics",
    type=FILE,
    help="Write it as OpenMetrics into this file, for node_exporter; print nothing.",
)
@click.pass_obj
def status(context: Context, as_json: bool, metrics: Path | None) -> None:
    """Say how the instance stands: checks, studies, work, asks, backups and certificates.

    Numbers of answers move when answers are mixed, and never with one person.
    """
    time = now()
    found = instance_status(context.folder, context.settings(), time)
    if metrics is not None:
        write_whole(metrics, open_metrics(found, time.date()).encode())
    if as_json:
        click.echo(json.dumps(_as_json(found), indent=2, ensure_ascii=False))
    elif found.refusal is not None and metrics is None:
        raise found.refusal
    elif metrics is None:
        click.echo("\n".join(_lines(found, time.date())))


def check_as_json(check: HealthCheck) -> dict[str, Any]:
    """Return a check as it stands in JSON: name, ok (null: not looked at), what, and what to do."""
    do = "" if check.ok else what_to_do(check.guidance)
    return {"name": check.name, "ok": check.ok, "what": check.what, "do": do}


def _as_json(found: InstanceStatus) -> dict[str, Any]:
    return {
        "version": found.version,
        "well": not found.bad,
        "checks": [check_as_json(one) for one in found.checks],
        "studies": [
            {**asdict(one), "closes_on": one.closes_on.isoformat()} for one in found.studies
        ],
        "jobs": dict(found.work),
        "asks": dict(found.asks),
        "backup_made": _iso(found.backups.made),
        "backup_rehearsed": _iso(found.backups.rehearsed),
        "certificates": {one.file: _iso(one.ends_on) for one in found.certificates},
        "free_gigabytes": found.free_gigabytes,
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _lines(found: InstanceStatus, today: date) -> Iterator[str]:
    yield f"version {found.version}"
    if found.bad:
        names = ", ".join(sorted({one.name for one in found.bad}))
        yield f"{checks_in_words(len(found.bad), len(found.checks))}: {names}"
        if unlooked := [one.name for one in found.checks if one.ok is None]:
            yield f"not looked at because of that: {', '.join(unlooked)}"
        yield f"{to_type('doctor')} says what to do"
    else:
        yield f"all {len(found.checks)} checks are well"
    for one in found.studies:
        left = "" if one.days_left is None else f", {one.days_left} days left"
        yield f"{one.id}: {one.stand}{_answered(one.about)}{left}: {one.title}"
    if found.is_read:
        yield f"work: {_counted(found.work) or 'none was asked for'}"
        yield f"asks: {_counted(found.asks) or 'none is published'}"
        yield f"newest backup: {_ago(found.backups.made, today)}"
        yield f"rehearsed: {_ago(found.backups.rehearsed, today)}"
    else:
        yield "studies, work, asks and backups are not known: the database cannot be read"
    for cert in found.certificates:
        yield f"certificate {cert.file}: {cert.ends_on or 'cannot be read'}"
    yield f"free: {found.free_gigabytes} GB"


def _answered(about: int | None) -> str:
    if about is None:
        return ""
    return f", about {about} answered" if about else ", fewer than ten answered"


def _counted(counts: Any) -> str:
    return ", ".join(f"{count} {name}" for name, count in sorted(counts.items()) if count)


def _ago(day: date | None, today: date) -> str:
    return days_ago((today - day).days) if day else "none"
