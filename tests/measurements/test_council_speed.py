"""How long a whole council takes, by how many members it has (docs/measurements/0008)."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from survey.cli.main import cli

pytestmark = pytest.mark.measurement


@pytest.mark.parametrize("members", [8, 20, 40])
def test_a_council_from_codes_to_report(tmp_path: Path, members: int) -> None:
    """Join, rate fifteen statements in three rounds, tally, feed back and report, unattended."""
    out = tmp_path / "demo"
    wall, cpu = time.perf_counter(), time.process_time()
    ran = CliRunner().invoke(cli, ["council", "demo", "--out", str(out), "--members", str(members)])
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    assert ran.exit_code == 0, ran.output
    pages = (out / "report.pdf").stat().st_size // 1024
    print(f"\n{members} members: {wall:.1f} s, {cpu:.1f} s of processor; report.pdf {pages} kB")
