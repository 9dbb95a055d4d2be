"""The status of an instance as text in the OpenMetrics format, for programs that raise alarms.

Only gauges, and `# EOF` at the end: so what reads the older text format of Prometheus, as the
text file collector of node_exporter does, takes it too.
Source: OpenMetrics 1.0, https://prometheus.io/docs/specs/om/open_metrics_spec/
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple, get_args

from survey.follow_up.asks import AskStanding
from survey.services.upkeep.instance_status import InstanceStatus
from survey.storage.staff.job_rows import JobStage


class _Gauge(NamedTuple):
    """One gauge: its name without the prefix, what it tells, and a value for each set of labels."""

    name: str
    help: str
    values: Iterable[tuple[Mapping[str, str], int]]


def open_metrics(status: InstanceStatus, today: date) -> str:
    """Return a status as OpenMetrics text, in a fixed order."""
    lines = [line for gauge in _gauges(status, today) for line in _lines(gauge)]
    return "\n".join((*lines, "# EOF", ""))


def _gauges(status: InstanceStatus, today: date) -> Iterator[_Gauge]:
    well: dict[str, int] = {}
    for one in status.checks:
        if one.ok is not None:
            well[one.name] = min(well.get(one.name, 1), int(one.ok))
    answered = [one for one in status.studies if one.about is not None]
    in_field = [(one, one.days_left) for one in status.studies if one.days_left is not None]
    yield _Gauge("program", "The version that wrote this.", [({"version": status.version}, 1)])
    yield _Gauge("check_ok", "1 where the doctor finds this well, 0 where not.", _by("check", well))
    yield _Gauge(
        "study_answers_about",
        "Answers as of the last mix, to ten; 0 where there are fewer than ten.",
        [({"study": one.id, "stand": one.stand}, one.about or 0) for one in answered],
    )
    yield _Gauge(
        "study_days_left",
        "Days until the last day for answers.",
        [({"study": one.id}, left) for one, left in in_field],
    )
    work = {stage: status.work.get(stage, 0) for stage in get_args(JobStage)}
    yield _Gauge("jobs", "Slow work that staff asked for.", _by("stage", work))
    asks = {standing: status.asks.get(standing, 0) for standing in get_args(AskStanding)}
    yield _Gauge("asks", "Published asks, by where they stand.", _by("standing", asks))
    for name, told, day in (
        ("backup_age_days", "Days since a backup was made.", status.backups.made),
        ("rehearsal_age_days", "Days since a backup was rehearsed.", status.backups.rehearsed),
    ):
        yield _Gauge(name, told, [({}, (today - day).days)] if day else [])
    yield _Gauge(
        "certificate_days_left",
        "Days until a certificate ends.",
        [
            ({"file": one.file}, (one.ends_on - today).days)
            for one in status.certificates
            if one.ends_on
        ],
    )
    free = status.free_gigabytes
    yield _Gauge("free_gigabytes", "Whole gigabytes free.", [] if free is None else [({}, free)])


def _by(label: str, counts: Mapping[str, int]) -> list[tuple[dict[str, str], int]]:
    return [({label: name}, count) for name, count in counts.items()]


def _lines(gauge: _Gauge) -> Iterator[str]:
    name = f"survey_{gauge.name}"
    yield f"# TYPE {name} gauge"
    yield f"# HELP {name} {gauge.help}"
    for labels, value in gauge.values:
        said = ",".join(f'{label}="{_escaped(text)}"' for label, text in labels.items())
        yield f"{name}{{{said}}} {value}" if said else f"{name} {value}"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
