"""An installed package finds its templates and its configuration as well as a checkout does."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

from tests.house.source import ROOT


def test_a_wheel_carries_what_it_needs(tmp_path: Path) -> None:
    program = (
        "import os, sys; from hatchling.build import build_wheel; "
        "os.chdir(sys.argv[1]); print(build_wheel(sys.argv[2]))"
    )
    built = subprocess.run(
        [sys.executable, "-c", program, str(ROOT), str(tmp_path)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    wheel = tmp_path / built.stdout.split()[-1]
    site = tmp_path / "site"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    check = (
        "from survey.settings import shipped; from survey.cli.main import main\n"
        "assert (shipped('templates') / 'layout' / 'public.html').is_file()\n"
        "assert (shipped('config') / 'languages' / 'ar.po').is_file()\n"
        "assert (shipped('config') / 'resources.json').is_file()\n"
        "assert (shipped('templates') / 'public' / 'leaving.js').is_file()\n"
        "print(shipped('config'))\n"
        "main(['questionnaire', 'check', str(shipped('config') / 'questionnaires' / "
        "'prevention.yaml')])"
    )
    ran = subprocess.run(
        [sys.executable, "-c", check],
        cwd=tmp_path, env={"PYTHONPATH": str(site)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    assert str(site) in ran.stdout
    assert "no problems" in ran.stdout
