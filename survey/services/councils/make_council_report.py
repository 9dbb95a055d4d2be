"""Making the report of a council from the rounds that it published, and ending it with the last.

It reads stored releases, the register and the council's plans only. It knows no tally, no answer
and no member.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from survey.errors import Action, Do, InstanceUnsound
from survey.services.steps.council_report import council_page, council_report
from survey.storage.council import council_acts, council_rows, members
from survey.storage.database import leave_no_trace, writing
from survey.storage.files import write_together
from survey.storage.instance import Instance


def make_council_report(
    instance: Instance, council_id: str, out: Path, notes: str = ""
) -> tuple[Path, ...]:
    """Write the files of a council's report into the folder `out`, and return their paths.

    `notes` is the text of a TOML file (see `reports.council_notes`): what people add to minority
    reports. StudyUnknown, or StudyStateWrong when no round was published yet; SettingsProblems,
    BadInput or DisclosureRefused for notes that cannot be used. Nothing is written then.
    """
    return write_together(out, council_report(instance, council_id, notes).files)


def end_council(
    instance: Instance, council_id: str, out: Path, notes: str = "", *, today: date
) -> tuple[Path, ...]:
    """Write the last report of a council as `make_council_report` does; tags and own ratings of its
    members are erased once it lies there.

    Refused, with nothing written, in a state that does not allow it, such as a round that is open;
    InstanceUnsound when it has ended while traces of what was erased are still in the log.
    """
    with instance.engine.connect() as connection:
        council_rows.get(connection, council_id).council.apply("report")
    written = make_council_report(instance, council_id, out, notes)
    _end(instance, council_id, today)
    return written


def end_for_good(instance: Instance, council_id: str, today: date) -> None:
    """End a council with the report that `publish_council_report` publishes, which can be made at
    any time: tags and own ratings of its members are erased.

    Errors as in `end_council`; Refused too when its last report cannot be made.
    """
    with instance.engine.connect() as connection:
        council_rows.get(connection, council_id).council.apply("report")
    council_page(instance, council_id)
    _end(instance, council_id, today)


def _end(instance: Instance, council_id: str, today: date) -> None:
    with writing(instance.engine) as connection:
        row = council_rows.get(connection, council_id)
        ended = replace(row, council=row.council.apply("report"))
        council_acts.keep(connection, ended, "council ended", today)
        rounds = range(1, row.council.round + 1)
        members.erase_members(
            connection, council_id, [council_rows.round_id(council_id, one) for one in rounds]
        )
    if not leave_no_trace(instance.engine, rewrite=True):
        raise InstanceUnsound(
            "What was erased is still in the write-ahead log: the database is being read.",
            kept=f"The council {council_id} has ended.",
            do=("End long-running readers of the database, then mix", Action(Do.MIX)),
        )
