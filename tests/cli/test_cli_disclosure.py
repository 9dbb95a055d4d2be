"""`survey disclosure protect` and `survey verify`, as somebody meets them who uses nothing else."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable
from pathlib import Path
from shutil import rmtree
from typing import Any

import pytest

Ran = tuple[int, str, str]
Survey = Callable[..., Ran]

COUNTS = [[30, 47, 64, 89], [90, 124, 3, 31], [92, 100, 59, 85], [80, 91, 65, 68]]


def table(id_: str, counts: list[list[int]], **more: Any) -> dict[str, Any]:
    return {
        "id": id_, "rows": [f"row {i}" for i in range(len(counts))],
        "columns": [f"column {j}" for j in range(len(counts[0]))], "counts": counts, **more,
    }  # fmt: skip


def write(*tables: Any, **policy: Any) -> Path:
    path = Path("tables.json")
    content = {"policy": {"threshold": 5, **policy}, "tables": list(tables)}
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def protect(program: Survey, path: Path, *more: str) -> Ran:
    rmtree("out", ignore_errors=True)
    return program("disclosure", "protect", "--tables", path, "--out", "out", *more)


def check(program: Survey) -> Ran:
    return program("verify", "out/protected.json")


def test_tables_are_protected_and_the_proof_is_checked(program: Survey) -> None:
    code, out, err = protect(program, write(table("help", COUNTS)))
    assert (code, err) == (0, "")
    assert "help: 8 of 25 cells hidden. Whole rows or columns are hidden: with fewer" in out
    assert "The certificate has 3 whole tables that all fit what is printed." in out
    printed = json.loads(Path("out/protected.json").read_text(encoding="utf-8"))
    assert list(printed) == ["policy", "tables"]
    (one,) = printed["tables"]
    assert one["counts"][1][2] is None
    assert (one["row_totals"], one["total"]) == ([230, 248, 336, 304], 1118)
    code, out, err = check(program)
    assert (code, err) == (0, "")
    assert out.startswith("Proven: no small group can be worked out.")
    assert "16 numbers are printed beside the totals, 8 are hidden." in out


def test_the_audit_prints_what_can_be_worked_out_of_each_hidden_cell(program: Survey) -> None:
    _, quiet, _ = protect(program, write(table("help", COUNTS)))
    assert "  help, " not in quiet
    _, out, _ = protect(program, write(table("help", COUNTS)), "--audit")
    assert "  All that a reader can work out of its hidden numbers, from least to most:\n" in out
    assert "  help, row 1, column 2: 0 to 34\n" in out
    assert sum(line.startswith("  help, ") for line in out.splitlines()) == 8


def test_a_certificate_that_is_not_beside_the_tables_is_named_or_asked_for(
    program: Survey,
) -> None:
    protect(program, write(table("help", COUNTS)))
    Path("out/certificate.json").rename("elsewhere.json")
    code, _, err = check(program)
    assert code == 1
    assert "There is no certificate at out/certificate.json" in err
    assert "--certificate FILE" in err
    named = program("verify", "out/protected.json", "--certificate", "elsewhere.json")
    assert named[0] == 0


def test_the_certificate_is_for_everybody(program: Survey) -> None:
    before = os.umask(0)
    try:
        protect(program, write(table("help", COUNTS)))
        protect(program, write(table("help", COUNTS)))
    finally:
        os.umask(before)
    assert stat.S_IMODE(Path("out/certificate.json").stat().st_mode) == 0o644
    assert sorted(path.name for path in Path("out").iterdir()) == [
        "certificate.json", "protected.json",
    ]  # fmt: skip


def test_a_refused_table_is_said_and_the_others_are_protected(program: Survey) -> None:
    code, out, err = protect(program, write(table("no", [[1, 2], [3, 4]]), table("yes", COUNTS)))
    assert code == 0
    assert err.startswith("no: refused. The table has fewer than 16 cells")
    assert "yes: 8 of 25" in out
    one, _ = json.loads(Path("out/protected.json").read_text(encoding="utf-8"))["tables"]
    assert set(one["refused"]) == {"reason", "next_steps"}
    assert one["counts"] == [[None, None], [None, None]]
    assert check(program)[0] == 0


def test_a_table_of_the_same_people_is_refused_where_it_would_tell(program: Survey) -> None:
    turned = [list(column) for column in zip(*COUNTS, strict=True)]
    again = table("again", turned) | {
        "rows": table("x", COUNTS)["columns"], "columns": table("x", COUNTS)["rows"],
    }  # fmt: skip
    code, out, err = protect(program, write(table("one", COUNTS), again))
    assert code == 0
    assert err.startswith("again: refused. It shares people with “one”")
    assert "one: 8 of 25 cells hidden" in out
    assert check(program)[0] == 0


def test_no_time_is_enough_for_a_safe_answer(program: Survey) -> None:
    chance = [[(7 * i * j + 3 * i + j) % 23 for j in range(8)] for i in range(8)]
    code, out, _ = protect(program, write(table("wide", chance)), "--seconds", "0")
    assert code == 0
    assert "hidden" in out
    assert check(program)[0] == 0


def test_any_changed_number_is_refused_in_words(program: Survey) -> None:
    protect(program, write(table("help", COUNTS)))
    path = Path("out/protected.json")
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("124", "125"), encoding="utf-8")
    code, out, err = check(program)
    assert (code, out) == (1, "")
    assert err.startswith("NOT proven. 1 thing is wrong:\n")
    assert "The certificate was made for another release than this one." in err
    assert "Do not publish it." in err


def test_files_laid_out_anew_are_proven_all_the_same(program: Survey) -> None:
    protect(program, write(table("help", COUNTS)))
    for name in ("protected", "certificate"):
        path = Path(f"out/{name}.json")
        path.write_text(json.dumps(json.loads(path.read_text("utf-8")), indent=4), "utf-8")
    assert check(program)[0] == 0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("no json", "is not JSON (line 1, column 1"),
        ("{}", "2 problems"),
        (json.dumps({"policy": {"threshold": 4}, "tables": [table("a", COUNTS)]}),
         "policy.threshold: 4 is too weak; write 5 or more."),
        (json.dumps({"policy": {"threshold": 5}, "tables": [table("a", [[1, -2]])]}),
         "tables[0].counts[0][1]: “-2” is no number of people"),
        ('{"policy": {"threshold": 5}, "tables": ["' + "x" * 2_100_000 + '"]}', "larger than 2 MB"),
    ],
)  # fmt: skip
def test_a_bad_file_is_refused_with_what_is_wrong(program: Survey, text: str, said: str) -> None:
    Path("bad.json").write_text(text, encoding="utf-8")
    code, out, err = protect(program, Path("bad.json"))
    assert (code, out) == (1, "")
    assert said in err
    assert "Traceback" not in err
    assert not Path("out").exists()


def test_a_file_that_is_not_text_is_refused(program: Survey) -> None:
    Path("bad.json").write_bytes(b"\xff\xfe\x00{")
    assert protect(program, Path("bad.json"))[0] == 1
    Path("out").mkdir()
    for name in ("protected", "certificate"):
        Path(f"out/{name}.json").write_bytes(b"\xff\xfe\x00{")
    code, _, err = check(program)
    assert code == 1
    assert "nothing is proven" in err


def test_a_sensitive_table_of_mostly_small_counts_is_protected(program: Survey) -> None:
    counts = [
        [0, 0, 4, 5, 1, 1], [0, 1, 4, 0, 1, 2], [0, 0, 1, 1, 0, 1],
        [2, 0, 5, 2, 0, 2], [0, 0, 2, 3, 0, 0], [0, 5, 12, 16, 2, 7],
    ]  # fmt: skip
    code, out, err = protect(program, write(table("few", counts, sensitive=True)))
    assert (code, "Traceback" in err) == (0, False)
    assert out.startswith("few: ")
    assert check(program)[0] == 0


@pytest.mark.parametrize(
    "words",
    [("disclosure",), ("disclosure", "protect"), ("disclosure", "protect", "--tables", "none.json"),
     ("verify",), ("verify", "none.json", "--certificate", "none.json")],
)  # fmt: skip
def test_wrong_usage_is_exit_code_two(program: Survey, words: tuple[str, ...]) -> None:
    assert program(*words)[0] == 2
