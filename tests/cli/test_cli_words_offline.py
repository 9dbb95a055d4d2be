"""Words on a machine without a network, at the command line: over, read there, and back."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from survey.cli.main import cli
from survey.storage.instance import Instance
from tests.conftest import Clock, Published
from tests.words_study import WordsStudy, words_study

WRITTEN = [(f"Somebody who listens, {word}.", "") for word in "abcdefghijkl"]


@pytest.fixture
def study(instance: Instance, publish: Callable[..., Published]) -> WordsStudy:
    """Give a closed study whose words are sealed, by the clock of this machine."""
    return words_study(instance, publish, Clock(), moderators=(), written=WRITTEN)


def survey(folder: Path, *words: object, typed: str = "") -> Result:
    """Run `survey …` with an instance, and type something where it asks."""
    given = ["--instance", str(folder), *map(str, words)]
    return CliRunner().invoke(cli, given, input=f"{typed}\n")


def well(result: Result) -> str:
    """Give what a command said that went well."""
    assert result.exit_code == 0, (result.output, result.exception)
    return result.output


def of(said: str, name: str) -> str:
    """Give what stands after a name in what was said."""
    found = re.search(rf"^{name} (.*)$", said, re.MULTILINE)
    assert found, said
    return found[1]


def sheets(study: WordsStudy, tmp_path: Path) -> list[object]:
    """Write two share sheets, and give the options that name them."""
    options: list[object] = []
    for number, text in enumerate(study.sheets[:2]):
        path = tmp_path / f"sheet-{number}.txt"
        path.write_text(text, encoding="utf-8")
        options += ["--share", path]
    return options


def test_words_go_over_are_read_and_a_quote_comes_back(
    study: WordsStudy, instance: Instance, tmp_path: Path
) -> None:
    here, there = instance.folder, tmp_path / "there"
    sealed, back = tmp_path / "words.bin", tmp_path / "back.json"
    said = survey(here, "study", "export-sealed", study.id, "--words", "--out", sealed)
    digest = of(well(said), "digest")
    names = ("--moderator", "Ada", "--moderator", "Bea")
    said = survey(tmp_path / "none", "words", "unpack", sealed, "--folder", there, *names)
    assert f"file {digest}" in well(said)
    assert not (tmp_path / "none").exists()

    def read(*words: object, who: str = "") -> str:
        typed = six_words.get(who, "")
        name = ("--as", who) if who else ()
        return well(survey(there, "words", *words, *name, typed=typed))

    six_words: dict[str, str] = {}
    for name in ("Ada", "Bea"):
        six_words[name] = read("key", name).splitlines()[0]
    read("open", study.id, *sheets(study, tmp_path), "--yes")
    for _ in WRITTEN:
        text = of(read("next", study.id, who="Ada"), "text")
        read("risk", study.id, text, "--none", who="Ada")
    for _ in WRITTEN:
        text = of(read("next", study.id, who="Ada"), "text")
        read("redact", study.id, text, "--done", who="Ada")
    read("no-themes", study.id)
    shown = read("next", study.id, who="Ada")
    while "may be quoted: yes" not in shown:
        read("propose", study.id, of(shown, "text"), "--not", who="Ada")
        shown = read("next", study.id, who="Ada")
    read("propose", study.id, of(shown, "text"), who="Ada")
    read("approve", study.id, of(shown, "text"), who="Bea")
    handed = read("hand-back", study.id, "--out", back)
    assert back.stat().st_mode & 0o077 == 0
    assert "Somebody who listens" in handed
    refused = survey(here, "words", "bring-back", study.id, back)
    assert "no terminal at which to confirm it" in str(refused.exception)
    brought = well(survey(here, "words", "bring-back", study.id, back, "--yes"))
    assert of(handed, "digest") == of(brought, "digest")
    assert "stored: quotes 1, questions with themes 0" in brought
    assert "Somebody who listens" in well(survey(here, "words", "status", study.id))


def test_words_are_not_unpacked_beside_a_server_or_from_another_file(
    study: WordsStudy, instance: Instance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sealed, numbers, there = (tmp_path / name for name in ("words", "numbers", "there"))
    well(survey(instance.folder, "study", "export-sealed", study.id, "--words", "--out", sealed))
    well(survey(instance.folder, "study", "export-sealed", study.id, "--out", numbers))
    said = survey(there, "words", "unpack", numbers, "--folder", there)
    assert "not the file of a closed study" in str(said.exception)
    monkeypatch.setenv("SURVEY_DATABASE_URL", "postgresql+psycopg://nowhere/none")
    said = survey(there, "words", "unpack", sealed, "--folder", there)
    assert "words lie in a folder of their own" in str(said.exception)
    assert not there.exists()
