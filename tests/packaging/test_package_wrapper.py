"""`survey` of the Debian package says what to type next as it was typed itself."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.house.source import ROOT

WRAPPER = ROOT / "config" / "packaging" / "survey"
PROGRAM = f"""#!{sys.executable}
from survey.cli.main import main
main()
"""
#: Stand in for `id` and `setpriv`: nobody's rights are changed here.
ID = '#!/bin/sh\n[ $# = 1 ] && echo "$SHOWN_AS" || echo 990\n'
SETPRIV = '#!/bin/sh\nwhile [ "$1" != -- ]; do shift; done\nshift\nexec "$@"\n'

Typed = Callable[..., str]


@pytest.fixture
def typed(tmp_path: Path) -> Typed:
    """Run the wrapper, with places of its own, as a user of some number."""
    text = WRAPPER.read_text("utf-8")
    for place in ("/etc/", "/var/lib/", "/usr/lib/survivor-survey/bin/"):
        (tmp_path / place.lstrip("/")).mkdir(parents=True)
        text = text.replace(f"={place}", f"={tmp_path}{place}")
    (tmp_path / "etc" / "survivor-survey").mkdir()
    scripts = {
        "bin/id": ID,
        "bin/setpriv": SETPRIV,
        "bin/survey": text,
        "usr/lib/survivor-survey/bin/survey": PROGRAM,
    }
    (tmp_path / "bin").mkdir()
    for name, script in scripts.items():
        (tmp_path / name).write_text(script, encoding="utf-8")
        (tmp_path / name).chmod(0o755)
    known = {name: value for name, value in os.environ.items() if not name.startswith("SURVEY_")}
    known |= {"PATH": f"{tmp_path}/bin:{known['PATH']}"}

    def run(*words: str, user: int, **variables: str) -> str:
        told = known | {"SHOWN_AS": str(user), "SUDO_USER": ""} | variables
        ran = subprocess.run(
            [str(tmp_path / "bin" / "survey"), *words],
            env=told, cwd=tmp_path, capture_output=True, text=True, check=False,
        )  # fmt: skip
        return ran.stdout + ran.stderr

    return run


def test_next_steps_begin_as_the_command_before_them(typed: Typed, tmp_path: Path) -> None:
    """First by sudo; then as the user that owns all, for an instance that was named."""
    said = typed("setup", "--defaults", "--organisation", "A", user=0, SUDO_USER="ada")
    assert re.findall(r"^\* Serve it: (.+)$", said, re.MULTILINE) == ["sudo survey serve --desk"]
    assert "Give every command" not in said
    (named,) = (str(path.parent) for path in tmp_path.rglob("survey.db"))
    said = typed("setup", user=990, SUDO_USER="ada", SURVEY_INSTANCE=named)
    assert f"* Serve it: survey --instance {named} serve --desk\n" in said


def test_what_to_do_about_a_refusal_begins_so_as_well(typed: Typed) -> None:
    said = typed("study", "list", user=0)
    assert "survey --instance DIR" in said
    assert "sudo" not in said


def test_whoever_owns_no_answers_is_told_to_use_sudo(typed: Typed) -> None:
    assert "Run this with sudo." in typed("study", "list", user=1000)


def test_the_place_of_secrets_is_given_where_they_are_brought_and_nowhere_else(
    typed: Typed, tmp_path: Path
) -> None:
    """Whatever the names of files look like; for restoring it is a default."""
    program = tmp_path / "usr/lib/survivor-survey/bin/survey"
    program.write_text('#!/bin/sh\necho "$@"; echo "by default ${SURVEY_EPHEMERAL:-nowhere}"\n')
    apart = f"{tmp_path}/var/lib/survivor-survey-ephemeral"
    for words, said, default in (
        (("node", "keys", "--in", "a.age", "--identity", "k"), f" --ephemeral {apart}", "nowhere"),
        (("node", "keys", "--identity", "k", "--in=a.age"), f" --ephemeral {apart}", "nowhere"),
        (("node", "keys", "--out", "a--in.age", "--recipient", "r"), "", "nowhere"),
        (("restore", "a.age", "--identity", "k", "--into", "new"), "", apart),
        (("study", "list"), "", "nowhere"),
    ):
        assert typed(*words, user=990) == f"{' '.join(words)}{said}\nby default {default}\n"
