"""Files of an edition take the place of those before all at once, or not at all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from survey.services.steps.finish_edition import coming_folder, finish_editions
from survey.services.steps.put_edition import NewEdition, putting_edition
from survey.services.upkeep.mix_when_due import mix_when_due
from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.staff import journal
from tests.conftest import Clock

DAY = date(2026, 3, 2)


def written(**files: str) -> Callable[[Path], None]:
    """Give what writes files into a folder."""

    def put(folder: Path) -> None:
        for name, text in files.items():
            (folder / name).write_text(text)

    return put


def publish(instance: Instance, number: int, put: Callable[[Path], None]) -> None:
    """Publish an edition of something called “it”."""
    with putting_edition(instance, NewEdition("it", number, "", put), DAY) as (conn, _held):
        journal.note(conn, day=DAY, study_id="it", event="report published")


def there(instance: Instance) -> dict[str, str]:
    """Give every file that was published, with what it says."""
    found = (one for one in instance.published.rglob("*") if one.is_file())
    return {str(one.relative_to(instance.published)): one.read_text() for one in found}


def test_the_edition_before_stays_below(instance: Instance) -> None:
    publish(instance, 1, written(one="first", both="first"))
    publish(instance, 2, written(both="second"))
    assert there(instance) == {
        "it/both": "second",
        "it/one": "first",
        "it/editions/1/both": "first",
        "it/editions/1/one": "first",
    }


def test_what_cannot_be_written_leaves_what_readers_had(instance: Instance) -> None:
    def breaks(folder: Path) -> None:
        (folder / "both").write_text("second")
        raise OSError("the disk is full")

    publish(instance, 1, written(both="first"))
    with pytest.raises(OSError, match="the disk is full"):
        publish(instance, 2, breaks)
    assert there(instance) == {"it/both": "first"}


@pytest.mark.parametrize("by", ["worker", "mixing"])
@pytest.mark.parametrize("stands", [True, False])
def test_what_a_killed_program_left_is_put_in_place_where_it_was_published(
    instance: Instance, clock: Clock, by: str, stands: bool
) -> None:
    publish(instance, 1, written(both="first"))
    with writing(instance.engine) as conn:
        journal.note(conn, day=DAY, study_id="it", event="report published")
        coming = coming_folder(instance, conn, "it")
        written(both="second")(coming)
        if not stands:
            conn.get_transaction().rollback()  # type: ignore[union-attr]
    if by == "worker":
        finish_editions(instance)
    else:
        mix_when_due(instance, clock())
    assert there(instance) == {"it/both": "second" if stands else "first"}
    assert [one.name for one in instance.published.iterdir()] == ["it"]
