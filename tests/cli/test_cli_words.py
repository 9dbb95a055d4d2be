"""`survey words …`: from sealed words to an approved quote at a terminal, and their end."""

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

Publish = Callable[..., Published]
Run = Callable[..., Result]


@pytest.fixture
def study(instance: Instance, publish: Publish) -> WordsStudy:
    """Give a closed study whose words are sealed, by the clock of this machine."""
    return words_study(instance, publish, Clock())


@pytest.fixture
def run(instance: Instance, tmp_path: Path) -> Run:
    """Run `survey words …` and type something where it asks."""

    def go(*words: object, typed: str = "") -> Result:
        given = ["--instance", str(instance.folder), "words", *map(str, words)]
        return CliRunner().invoke(cli, given, input=f"{typed}\n")

    return go


def sheets(study: WordsStudy, tmp_path: Path) -> list[object]:
    """Write two share sheets, and give the options that name them."""
    options: list[object] = []
    for number, text in enumerate(study.sheets[:2]):
        path = tmp_path / f"sheet-{number}.txt"
        path.write_text(text, encoding="utf-8")
        options += ["--share", path]
    return options


def of(said: str, name: str) -> str:
    """Give what stands after a name in what was said."""
    found = re.search(rf"^{name} (.*)$", said, re.MULTILINE)
    assert found, said
    return found[1]


def test_words_from_the_opening_to_a_quote(study: WordsStudy, run: Run, tmp_path: Path) -> None:
    opened = run("open", study.id, *sheets(study, tmp_path), "--yes")
    assert opened.exit_code == 0, opened.output
    assert "sealed, for 2 moderators" in opened.output
    assert "To look for a current risk: about 20" in run("status", study.id).output
    ada = {"typed": study.six_words["Ada"]}
    for _ in range(24):
        shown = run("next", study.id, "--as", "Ada", "--for", "risk", **ada).output
        run("risk", study.id, of(shown, "text"), "--as", "Ada", "--none", **ada)
    shown = run("next", study.id, "--as", "Ada", **ada).output
    text, mark = of(shown, "text"), of(shown, "mark")
    assert of(shown, "for") == "redacting"
    wrong = run("redact", study.id, text, "--as", "Ada", "--hide", "0", "--seen", "old", **ada)
    assert "not that of the text" in str(wrong.exception)
    hidden = run(
        "redact", study.id, text, "--as", "Ada", "--hide", "0,1", "--kind", "name",
        "--seen", mark, "--label", "police", "--done", **ada,
    )  # fmt: skip
    assert "[name]" in hidden.output
    for _ in range(23):
        shown = run("next", study.id, "--as", "Ada", "--for", "redacting", **ada).output
        run("redact", study.id, of(shown, "text"), "--as", "Ada", "--done", **ada)
    assert run("no-themes", study.id).exit_code == 0
    shown = run("next", study.id, "--as", "Ada", **ada).output
    assert of(shown, "for") == "quoting"
    assert "may be quoted: yes" in shown
    text = of(shown, "text")
    assert "approve it" in run("propose", study.id, text, "--as", "Ada", **ada).output
    alone = run("approve", study.id, text, "--as", "Ada", **ada)
    assert "same person" in str(alone.exception)
    bea = {"typed": study.six_words["Bea"]}
    shown = run("next", study.id, "--as", "Bea", "--for", "approving", **bea).output
    assert of(shown, "text") == text
    quote = run("approve", study.id, text, "--as", "Bea", **bea).output
    assert "my own doing" in quote


def test_a_risk_is_decided_by_two_at_the_terminal(
    study: WordsStudy, run: Run, tmp_path: Path
) -> None:
    run("open", study.id, *sheets(study, tmp_path), "--yes")
    ada, bea = ({"typed": study.six_words[name]} for name in ("Ada", "Bea"))
    text = of(run("next", study.id, "--as", "Ada", **ada).output, "text")
    run("risk", study.id, text, "--as", "Ada", "--flag", **ada)
    decide = ("--decide", "cannot be passed on", "--reason", "Nobody is named in it.")
    first = run("risk", study.id, text, "--as", "Ada", *decide, **ada)
    assert "Another person has to say the same" in first.output
    shown = run("next", study.id, "--as", "Bea", **bea).output
    assert of(shown, "for") == "deciding"
    assert "because Nobody is named in it." in shown
    last = run("risk", study.id, text, "--as", "Bea", *decide, **bea)
    assert "it is decided" in last.output
    assert "Ada: Nobody is named in it." in run("status", study.id).output


def test_keys_letting_in_setting_aside_and_the_end(
    study: WordsStudy, run: Run, tmp_path: Path
) -> None:
    assert run("key", "Nobody").exception is not None
    run("open", study.id, *sheets(study, tmp_path), "--yes")
    made = run("key", "Ada")
    words = made.stdout.splitlines()[0]
    assert len(words.split()) == 6
    refused = run("next", study.id, "--as", "Ada", typed=words)
    assert "not been let in" in str(refused.exception)
    bea = study.six_words["Bea"]
    assert run("let-in", study.id, "Ada", "--as", "Bea", typed=bea).exit_code == 0
    assert "may be quoted" in run("next", study.id, "--as", "Ada", typed=words).output
    again = run("open", study.id, *sheets(study, tmp_path), "--yes")
    assert "moderators read" in str(again.exception)
    assert run("set-aside", study.id, "--yes").exit_code == 0
    assert run("open", study.id, *sheets(study, tmp_path), "--yes").exit_code == 0
    assert "no terminal" in str(run("end", study.id).exception)
    assert run("end", study.id, "--yes").exit_code == 0
    assert "ended" in run("status", study.id).output
