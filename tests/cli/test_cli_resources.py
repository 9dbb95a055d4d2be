"""`survey resources check`, as an operator meets it: lines, words and exit codes."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

Ran = tuple[int, str, str]
Survey = Callable[..., Ran]
Check = Callable[..., Ran]

FORMS = Path(__file__).resolve().parents[1] / "forms"


@pytest.fixture
def check(program: Survey) -> Check:
    """Run `survey resources check …`."""
    return lambda *words: program("resources", "check", *words)


def write(path: Path, **fields: Any) -> Path:
    """Write a list of one service that was checked `days` ago, or never."""
    days = fields.pop("days", None)
    if days is not None:
        day = datetime.now(UTC).date() - timedelta(days=days)
        fields |= {"checked_on": day.isoformat(), "verified_by": "a coordinator"}
    entry = {
        "id": "gb-one", "country": "GB", "name": "One", "who_for": "Anyone", "does": ["support"],
        "url": "https://example.org/", "confidence": "high",
    }  # fmt: skip
    path.parent.mkdir(mode=0o700, exist_ok=True)
    path.write_text(json.dumps({"services": [entry | fields]}), encoding="utf-8")
    return path


def test_the_shipped_list_is_unconfirmed_and_that_is_no_failure(check: Check) -> None:
    """94 services, 36 emergency numbers and 4 laws; RS-01 fails only what was once confirmed."""
    code, out, err = check()
    assert (code, err) == (0, "")
    assert "134 entries need somebody to look: 134 were never confirmed" in out
    assert "gb-childline" in out
    assert "0800" not in out


def test_part_of_the_list_can_be_looked_at(check: Check) -> None:
    """By country, in any case of letters."""
    _, out, _ = check("--country", "ke", "--country", "KH")
    names = [line.split()[0] for line in out.splitlines()[:-2]]
    assert sorted(names) == ["KE", "KE", "KH", "KH"]
    assert "for KE, KH" in out


def test_a_confirmed_entry_older_than_180_days_fails(check: Check, tmp_path: Path) -> None:
    """RS-01, with what to do."""
    code, out, err = check("--file", write(tmp_path / "own.json", days=181))
    assert code == 1
    assert "checked 181 days ago" in out
    assert "more than 180 days ago" in err
    assert "write today's date and who looked into checked_on and verified_by" in err


@pytest.mark.parametrize("fields", [{"days": 181, "confidence": "medium"}, {}])
def test_other_entries_are_listed_and_do_not_fail(
    check: Check, tmp_path: Path, fields: dict[str, Any]
) -> None:
    """Old but not `high`, or never confirmed."""
    code, out, _ = check("--file", write(tmp_path / "own.json", **fields))
    assert code == 0
    assert out.startswith("GB ")


def test_a_fresh_list_says_so(check: Check, tmp_path: Path) -> None:
    """One line."""
    code, out, _ = check("--file", write(tmp_path / "own.json", days=3))
    assert (code, out) == (0, "everything was checked in the last 180 days\n")


def test_a_day_that_is_still_to_come_is_named(check: Check, tmp_path: Path) -> None:
    """A slip of the pen would otherwise last for ever."""
    code, out, _ = check("--file", write(tmp_path / "own.json", days=-3))
    assert code == 0
    assert "a day that is still to come" in out


def test_the_list_of_the_instance_is_the_one_checked(check: Check, tmp_path: Path) -> None:
    """The instance folder is `var` unless another is named."""
    write(tmp_path / "var" / "resources.json", id="gb-own")
    assert "gb-own" in check()[1]


def test_a_list_that_cannot_be_read_is_refused_with_the_place(check: Check, tmp_path: Path) -> None:
    """Entry, field, and what to write; no traceback."""
    code, out, err = check("--file", write(tmp_path / "own.json", url="ask us"))
    assert (code, out) == (1, "")
    assert "The list of support services cannot be used." in err
    assert "services, entry 1 (gb-one): url: write an address that begins with https://." in err


def test_a_study_for_a_country_without_a_service_cannot_be_published(
    program: Survey, tmp_path: Path
) -> None:
    """TI-13: not even for practice; with a service of that country it can."""
    form = (FORMS / "single.yaml").read_text(encoding="utf-8")
    asked = tmp_path / "asked.yaml"
    asked.write_text(f"{form}\naudience:\n  who: Anyone\n  regions: [MX]\n", encoding="utf-8")
    words = (
        "study", "publish", asked, "--practice", "--shares", 3, "--threshold", 2,
        "--shares-dir", tmp_path / "sheets",
    )  # fmt: skip
    code, _, err = program(*words)
    assert code == 1
    assert "There is no support service for MX in the list." in err
    assert not (tmp_path / "sheets").exists()
    write(tmp_path / "var" / "resources.json", id="mx-one", country="MX")
    assert program(*words)[0] == 0
