"""Where a backup is brought back to: into places that can be made, or nowhere; and what is told."""

from __future__ import annotations

import json
import shlex
import shutil
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pyrage import x25519

from survey.cli.main import cli
from survey.cli.wording_actions import what_to_do
from survey.errors import BadInput, InstanceUnsound, Refused
from survey.services.upkeep.back_up import back_up
from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.studies import study_rows
from tests.conftest import Published, form_file


class Restorer:
    """Somebody with a backup of an instance and its key, in a folder where nothing else lies."""

    def __init__(self, instance: Instance, folder: Path) -> None:
        folder.mkdir()
        self.instance, self.folder = instance, folder
        self.file, self.key = folder / "b.age", folder / "key.txt"
        secret = x25519.Identity.generate()
        self.key.write_text(f"{secret}\n")
        back_up(instance, self.file, [str(secret.to_public())], datetime.now(UTC).date())

    def restore(self, of: Path, *words: str | Path, **variables: str) -> Result:
        """Give the command for the instance of some folder."""
        said = ["--instance", of, "restore", self.file, "--identity", self.key, *words]
        return CliRunner().invoke(cli, [str(word) for word in said], env=variables)

    def made(self) -> set[str]:
        """Give what lies beside the backup and its key."""
        return {one.name for one in self.folder.iterdir()} - {self.file.name, self.key.name}


@pytest.fixture
def restorer(instance: Instance, tmp_path: Path) -> Restorer:
    """Give somebody with a backup."""
    return Restorer(instance, tmp_path / "away")


@pytest.mark.parametrize("below", [("taken",), ("taken", "ram"), ("taken", "ram", "more")])
def test_a_place_of_secrets_that_cannot_be_made_is_refused_and_leaves_nothing(
    restorer: Restorer, below: Sequence[str]
) -> None:
    (restorer.folder / "taken").write_text("a file")
    new, apart = restorer.folder / "new", restorer.folder.joinpath(*below)
    refused = restorer.restore(new, "--into", new, "--ephemeral", apart)
    assert isinstance(refused.exception, Refused)
    assert str(apart) in refused.exception.what
    assert restorer.made() == {"taken"}
    again = restorer.restore(new, "--into", new, "--ephemeral", restorer.folder / "ram")
    assert again.exit_code == 0, again.exception
    assert (new / "ephemeral").readlink() == restorer.folder / "ram"


def test_a_place_of_secrets_is_not_left_where_nothing_was_brought_back(restorer: Restorer) -> None:
    whole = restorer.file.read_bytes()
    restorer.file.write_bytes(whole[:-20])
    new, apart = restorer.folder / "new", restorer.folder / "ram"
    assert restorer.restore(new, "--into", new, "--ephemeral", apart).exit_code == 1
    assert restorer.made() == set()
    restorer.file.write_bytes(whole)
    within = restorer.restore(new, "--into", new, "--ephemeral", new / "ephemeral")
    assert isinstance(within.exception, Refused)
    assert restorer.made() == set()


def test_a_place_for_secrets_of_another_instance_is_refused_unless_it_is_a_default(
    restorer: Restorer,
) -> None:
    new, apart = restorer.folder / "new", restorer.folder / "ram"
    for words in (("--into", new), ("--rehearse",)):
        refused = restorer.restore(restorer.instance.folder, *words, "--ephemeral", apart)
        assert isinstance(refused.exception, BadInput)
        assert "leave --ephemeral out" in str(refused.exception)
    assert restorer.made() == set()
    default = {"SURVEY_EPHEMERAL": str(apart)}
    done = restorer.restore(restorer.instance.folder, "--into", new, **default)
    assert done.exit_code == 0, done.exception
    assert restorer.made() == {"new"}
    own = restorer.folder / "own"
    assert restorer.restore(own, "--into", own, **default).exit_code == 0
    assert (own / "ephemeral").resolve() == apart


def test_a_difference_of_one_step_is_not_told_as_about_ten(
    instance: Instance, publish: Callable[..., Published], tmp_path: Path
) -> None:
    """One answer more can be what moves it, from 9 to 10 or from 24 to 25."""
    few, many = (publish(form_file(name)).id for name in ("single", "show-if-any"))
    restorer = Restorer(instance, tmp_path / "away")
    with writing(instance.engine) as conn:
        study_rows.change(conn, few, about=10)
        study_rows.change(conn, many, about=20)
    said = restorer.restore(instance.folder, "--rehearse").output
    assert f"fewer than 20 of {few}" in said
    assert f"about 20 of {many}" in said
    assert "about 10" not in said


def test_a_lost_site_key_comes_back_from_a_backup_as_the_page_for_operators_says(
    restorer: Restorer, publish: Callable[..., Published]
) -> None:
    publish(form_file("single"))
    folder = restorer.instance.folder
    lost, there = folder / "keys" / "site.key", restorer.folder / "elsewhere"
    was = lost.read_bytes()
    restorer.instance.close()
    lost.unlink()
    rehearsed = restorer.restore(folder, "--rehearse")
    assert rehearsed.exit_code == 1, "the instance at work is not sound"
    told = rehearsed.output.split("The trial copy is deleted.")[1]
    assert "The rehearsal succeeded: this backup can be brought back." in told
    assert "The journal could not be told" in told
    assert isinstance(rehearsed.exception, InstanceUnsound)
    advice = what_to_do(rehearsed.exception.guidance)
    assert "copy the file keys/site.key from there" in advice
    assert "restore FILE --identity FILE --into ELSEWHERE" in advice
    assert restorer.restore(folder, "--into", there).exit_code == 0
    shutil.copy2(there / "keys" / "site.key", lost)
    assert lost.read_bytes() == was
    looked = CliRunner().invoke(cli, ["--instance", str(folder), "doctor", "--json"])
    bad = [one["name"] for one in json.loads(looked.stdout)["checks"] if one["ok"] is False]
    assert bad == []


def test_a_backup_takes_the_place_of_a_damaged_instance_as_the_page_for_operators_says(
    restorer: Restorer,
) -> None:
    """By the line that is printed, which is the one of the page."""
    old = restorer.instance.folder
    restorer.instance.close()
    (old / "survey.db").write_bytes(b"no database" * 400)
    old.rename(old.with_name("old"))
    done = restorer.restore(old, "--into", old, "--ephemeral", restorer.folder / "secrets-2")
    assert done.exit_code == 0, done.exception
    line = done.output.split("Begin with a new batch: survey ")[1].splitlines()[0]
    assert line == f"--instance {old} doctor --repair --give-up-waiting-letters"
    page = (Path(__file__).parents[2] / "docs" / "operating.md").read_text(encoding="utf-8")
    assert f"survey {line.replace(str(old), 'var')}\n" in page
    asked = CliRunner().invoke(cli, shlex.split(line))
    assert isinstance(asked.exception, Refused)
    assert "nobody can open them in any case. Are the letters" in what_to_do(
        asked.exception.guidance
    )
    mended = CliRunner().invoke(cli, [*shlex.split(line), "--yes"])
    assert "BAD" not in mended.output
    assert "0 waiting letters are lost; a new batch has begun" in mended.output
