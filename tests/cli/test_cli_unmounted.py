"""An `ephemeral` that is a link to a disk which is not mounted: nothing is lost, and none is told
to give it up."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from survey.storage.instance import Instance
from tests.cli.conftest import Ran

Program = Callable[..., Ran]


@pytest.fixture
def unmounted(instance: Instance, tmp_path: Path) -> Path:
    """Give an instance whose secrets lie on a disk that is not there; return its folder."""
    instance.close()
    instance.ephemeral.rename(tmp_path / "unplugged")
    instance.ephemeral.symlink_to(tmp_path / "disk")
    return instance.folder


def test_a_disk_that_is_not_mounted_is_asked_for_and_nothing_is_given_up(
    program: Program, unmounted: Path, tmp_path: Path
) -> None:
    asks = f"ephemeral is a link to {tmp_path / 'disk'}, which is not there: is its disk mounted?"
    on = ("--instance", unmounted)
    code, out, err = program(*on, "doctor")
    assert code == 1
    assert f"BAD  permissions: {asks}" in out
    refusals = [out + err]
    for words in (
        ("doctor", "--repair"),
        ("doctor", "--give-up-waiting-letters", "--yes"),
        ("doctor", "--accept-time", "--yes"),
        ("mix",),
        ("study", "list"),
    ):
        code, out, err = program(*on, *words)
        assert (code, out, err.splitlines()[0]) == (1, "", asks), words
        refusals.append(err)
    for said in refusals:
        assert "--repair" not in said
        assert "--give-up-waiting-letters" not in said
    assert not (tmp_path / "disk").exists()
    (tmp_path / "unplugged").rename(tmp_path / "disk")
    assert program(*on, "doctor")[1].splitlines()[-1] == "all is well"
