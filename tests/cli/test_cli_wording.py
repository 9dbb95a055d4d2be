"""How the command line words what can be done next, and what is said where no door does."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from survey.cli.wording_actions import command_of, own_name, to_type, what_to_do
from survey.errors import Action, Do, Guidance, Refused

CLOSE, OPEN = Action(Do.CLOSE_STUDY, "sea"), Action(Do.OPEN_STUDY, "sea")


@pytest.mark.parametrize(
    ("guidance", "typed", "plain"),
    [
        ("", "", ""),
        ("Wait a day.", "Wait a day.", "Wait a day."),
        (CLOSE, "To close the study: survey study close sea", "Close the study."),
        (
            ("Close it first", CLOSE),
            "Close it first: survey study close sea",
            "Close it first.",
        ),
        (
            ("It is open.", CLOSE),
            "It is open. To close the study: survey study close sea",
            "It is open. Close the study.",
        ),
        (
            ("Close and open it", CLOSE, OPEN, "Then wait."),
            "Close and open it: survey study close sea, survey study open sea --share FILE "
            "--share FILE. Then wait.",
            "Close and open it. Then wait.",
        ),
        (
            ("Close it", CLOSE, "Or open it", OPEN),
            "Close it: survey study close sea. Or open it: survey study open sea --share FILE "
            "--share FILE",
            "Close it. Or open it.",
        ),
    ],
)
def test_what_to_do_is_said_with_its_commands_and_without(
    guidance: Guidance, typed: str, plain: str
) -> None:
    assert what_to_do(guidance) == typed
    refused = Refused("No.", kept="All.", do=guidance)
    assert refused.do == plain
    assert str(refused) == f"No. All. {plain}".rstrip()


def test_a_command_names_what_the_action_names_and_leaves_the_rest_in_capitals() -> None:
    assert command_of(Action(Do.COUNT_ROUND, "bay", sheets=3)).count(" --share FILE") == 3
    assert command_of(Action(Do.REOPEN_STUDY)) == "survey study reopen STUDY --closes DATE"
    sheets = Action(Do.OPEN_STUDY, "sea", ("one.txt", "my two.txt"))
    assert command_of(sheets, "bin/survey --instance var") == (
        "bin/survey --instance var study open sea --share one.txt --share 'my two.txt'"
    )


def test_a_command_is_said_as_it_is_called_and_can_be_pasted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert to_type("--instance {} words key NAME", "my words") == (
        "survey --instance 'my words' words key NAME"
    )
    monkeypatch.setenv("SURVEY_CALLED", "sudo survey")
    assert to_type("report {} --out DIR", "sea") == "sudo survey report sea --out DIR"


def test_a_program_that_is_not_found_by_its_name_is_said_by_its_path(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """So that what is printed can be pasted, also where another `survey` is found by its name."""
    for name in ("own bin", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "survey").write_text("#!/bin/sh\n")
        (tmp_path / name / "survey").chmod(0o755)
    own = tmp_path / "own bin" / "survey"
    (tmp_path / "link").mkdir()
    (tmp_path / "link" / "survey").symlink_to(own)
    for found, called in (
        ("own bin", "survey"),
        ("link", "survey"),
        ("other", shlex.quote(str(own))),
        ("none", shlex.quote(str(own))),
    ):
        monkeypatch.setenv("PATH", str(tmp_path / found))
        assert own_name(str(own)) == called
