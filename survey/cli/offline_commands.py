"""`survey study open|export-sealed|bring-back`: opening here, or on a machine without a network.

What is slow to load is loaded by what opens alone.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from survey.cli.console import Context, now, progress_bar, read_bytes, require_confirmed
from survey.cli.options import study_argument, yes_option
from survey.cli.path_types import FILE, FILE_THERE, KEYS_THERE
from survey.cli.share_sheet_input import collect_sheets, offer_to_destroy, share_option
from survey.cli.wording_actions import to_type
from survey.errors import Refused
from survey.sealing.closed_set import read_aloud
from survey.services.overview.describe_studies import describe_study
from survey.services.steps.cluster.cluster_address import require_cluster
from survey.services.steps.cluster.cluster_certificates import read_certificates
from survey.services.steps.cluster.cluster_processes import require_package
from survey.services.steps.executors import make_executor
from survey.services.steps.open_shelf import MakeExecutor
from survey.services.steps.places_to_write import require_folder, require_new
from survey.services.studies.export_sealed import export_sealed
from survey.services.words.export_words import export_words
from survey.storage.files import write_private
from survey.storage.instance import Instance

#: A certificate holds many whole tables, so a file that holds one may be larger than others.
_LARGEST = 200_000_000
_ALOUD = "Trustees read this to each other, and compare it with the closing notice: {}"


@click.command("open")
@click.argument("study_id", metavar="[STUDY]", required=False)
@share_option("give as many as the study needs")
@click.option(
    "--sealed",
    type=FILE_THERE,
    metavar="FILE",
    help="Open the file that export-sealed has written, on a machine that needs no instance.",
)
@click.option(
    "--out", type=FILE, help="With --sealed: the new file for what is to be brought back."
)
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=None,
    help="Processes that open and protect. [default: for a large study, as many as processors]",
)
@click.option("--cluster", metavar="ADDRESS", help="Open on the cluster with this scheduler.")
@click.option(
    "--certificates",
    type=KEYS_THERE,
    help="With --cluster: the folder of certificates of its opener.",
)
@yes_option
@click.pass_obj
def open_command(
    context: Context,
    study_id: str | None,
    shares: tuple[Path, ...],
    sealed: Path | None,
    out: Path | None,
    workers: int | None,
    cluster: str | None,
    certificates: Path | None,
    yes: bool,
) -> None:
    """Open STUDY together with the trustees, protect its numbers and store the release."""
    if (sealed is None) == (study_id is None):
        raise click.UsageError("Give either STUDY or --sealed FILE.")
    if (sealed is None) != (out is None):
        raise click.UsageError("Give --out FILE with --sealed FILE, and only then.")
    elsewhere = _elsewhere(cluster, certificates)
    if sealed is not None and out is not None:
        with _said_where_stopped(out.exists):
            _open_file(sealed, out, shares, workers, elsewhere, yes=yes)
    elif study_id is not None:
        instance = context.instance()
        was = describe_study(instance, study_id).stand
        with _said_where_stopped(lambda: describe_study(instance, study_id).stand != was):
            _open_here(instance, study_id, shares, workers, elsewhere, yes=yes)
    offer_to_destroy(shares, ask=not yes)


@contextmanager
def _said_where_stopped(is_stored: Callable[[], bool]) -> Iterator[None]:
    """Say of an opening that was stopped, as with Ctrl and C, that it can be begun again, unless
    its release `is_stored` by then."""
    try:
        yield
    except (click.Abort, KeyboardInterrupt):
        if is_stored():
            raise
        raise Refused(
            "Stopped.",
            kept="Nothing was opened or stored.",
            do="The same command can be given again; sheets that were typed are typed again then.",
        ) from None


def _elsewhere(cluster: str | None, certificates: Path | None) -> MakeExecutor | None:
    """Return what makes the executor on a cluster; that is looked for before any sheet is typed."""
    if cluster is None and certificates is None:
        return None
    if cluster is None or certificates is None:
        raise click.UsageError("Give --cluster ADDRESS and --certificates DIR together.")
    from survey.services.steps.cluster.cluster_executor import on_cluster

    own = read_certificates(certificates, "opener", now())
    require_package()
    require_cluster(cluster, own, "Nothing was opened.")
    return on_cluster(cluster, own)


def _open_here(
    instance: Instance,
    study_id: str,
    shares: tuple[Path, ...],
    workers: int | None,
    elsewhere: MakeExecutor | None,
    *,
    yes: bool,
) -> None:
    from survey.cli.open_with_sheets import confirm_opening, open_with_sheets, say_opened

    sheets = collect_sheets(shares, describe_study(instance, study_id), "numbers")
    confirm_opening(instance, study_id, sheets.given(), yes=yes)
    say_opened(open_with_sheets(instance, study_id, sheets.take(), workers, elsewhere=elsewhere))
    click.echo(f"To make the report: {to_type('report {} --out DIR', study_id)}")


def _open_file(
    sealed: Path,
    out: Path,
    shares: tuple[Path, ...],
    workers: int | None,
    elsewhere: MakeExecutor | None,
    *,
    yes: bool,
) -> None:
    """Open a file; no instance is needed, and nothing is stored but what is to be brought back."""
    from survey.cli.open_with_sheets import confirm_foreseen, say_opened
    from survey.services.studies.open_sealed_file import (
        foresee_sealed,
        open_sealed_file,
        sealed_study,
    )

    require_new(out, "nothing was opened")
    require_folder(out, "Nothing was opened.")
    today = now().date()
    found = sealed_study(sealed, today)
    click.echo(f"file {found.digest}", err=True)
    click.echo(_ALOUD.format(" ".join(read_aloud(found.row.closed_digest))), err=True)
    sheets = collect_sheets(shares, found.row, "numbers")
    confirm_foreseen(foresee_sealed(found, sheets.given()), yes=yes)
    total = found.row.closed_count or 0
    workers = workers or os.cpu_count() or 1
    with progress_bar("Opening", total) as tell:
        done = open_sealed_file(
            found,
            sheets.take(),
            today,
            elsewhere or make_executor(workers, total),
            lambda opened, _: tell(opened),
            workers,
        )
    write_private(out, done.text.encode())
    say_opened(done.opened)
    click.echo(f"{out}: bring this file back, and nothing else of this machine.", err=True)
    click.echo(f"digest {done.digest}")
    click.echo(
        "Write down what is read aloud where it is brought back: "
        f"{' '.join(read_aloud(done.digest))}",
        err=True,
    )


@click.command("export-sealed")
@study_argument
@click.option("--out", type=FILE, required=True, help="The new file.")
@click.option("--words", is_flag=True, help="The sealed words alone, for its moderators.")
@click.pass_obj
def export_command(context: Context, study_id: str, out: Path, words: bool) -> None:
    """Write the closed STUDY into a file, to be opened on a machine without a network."""
    require_new(out, "nothing was written")
    require_folder(out, "Nothing was written.")
    if words:
        _export_words(context, study_id, out)
        return
    done = export_sealed(context.instance(), study_id, out, now().date())
    click.echo(f"{out}: all that opening needs but the share sheets; nothing in it is secret.")
    click.echo(f"digest {done.digest}")
    click.echo(_ALOUD.format(" ".join(read_aloud(done.closed_set))), err=True)
    click.echo(
        f"There: survey study open --sealed FILE --out FILE, with {done.threshold} times --share -",
        err=True,
    )


def _export_words(context: Context, study_id: str, out: Path) -> None:
    done = export_words(context.instance(), study_id, out, now().date())
    click.echo(f"{out}: the sealed words, and no numbers; nothing in it is secret.")
    click.echo(f"digest {done.digest}")
    click.echo(_ALOUD.format(" ".join(read_aloud(done.closed_set))), err=True)
    if not done.has_release:
        click.echo("Themes are counted beside released numbers, which are not in it.", err=True)
    click.echo("There: survey words unpack FILE --folder DIR --moderator NAME …", err=True)


@click.command("bring-back")
@study_argument
@click.argument("file", type=FILE_THERE)
@yes_option
@click.pass_obj
def bring_back_command(context: Context, study_id: str, file: Path, yes: bool) -> None:
    """Store the release in FILE, which was made of STUDY on a machine without a network."""
    from survey.services.studies.bring_back_release import bring_back_release, look_at_brought

    instance, today = context.instance(), now().date()
    text = read_bytes(file, _LARGEST).decode("utf-8", "replace").strip()
    found = look_at_brought(instance, study_id, text, str(file), today)
    click.echo(f"digest {found.digest}", err=True)
    click.echo(
        "Compare this with what was written down where it was opened: "
        f"{' '.join(read_aloud(found.digest))}",
        err=True,
    )
    click.echo(
        "It is of exactly what was closed here, and its certificate holds. That nobody made it up "
        "is known only to those who opened it. It can never be undone.",
        err=True,
    )
    require_confirmed(
        f"Store it as release {found.release.number}?", "Nothing was stored.", yes=yes
    )
    bring_back_release(instance, study_id, text, str(file), today)
    click.echo(f"stored release {found.release.number} of {study_id}")
    click.echo(f"To make the report: {to_type('report {} --out DIR', study_id)}")


COMMANDS = (open_command, export_command, bring_back_command)
