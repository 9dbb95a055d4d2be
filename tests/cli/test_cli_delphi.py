"""`survey delphi`, as somebody with a file of ratings meets it."""

from __future__ import annotations

import json
import re
import stat
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from survey.cli.main import main
from survey.delphi.files.ratings_file import read_ratings
from survey.delphi.files.results import results
from survey.delphi.rule import ConsensusRule
from survey.errors import BadInput
from survey.table_files.table_rows import read_rows

ROOT = Path(__file__).resolve().parents[2]
VECTORS = json.loads((ROOT / "tests" / "vectors" / "delphi.json").read_text(encoding="utf-8"))
HEADER = "statement,member,round,rating\n"
PROMISED = {
    "statement", "round", "n", "median", "q1", "q3", "iqr", "p30", "p70", "ipr", "iprcp", "ipras",
    "ipras_disagreement", "classic_disagreement", "agree_percent", "oppose_percent", "verdict",
    "method",
}  # fmt: skip

Told = list[dict[str, Any]]
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Write a file, run `survey delphi` on it in an empty folder; give code, output and errors."""
    monkeypatch.chdir(tmp_path)

    def go(content: str | bytes, *words: str) -> tuple[int, str, str]:
        Path("RESULT.json").unlink(missing_ok=True)
        Path("RATINGS.csv").write_bytes(content if isinstance(content, bytes) else content.encode())
        code = 0
        try:
            main(["delphi", "RATINGS.csv", *(words or ("--out", "RESULT.json"))])
        except SystemExit as end:
            code = int(end.code or 0)
        said = capsys.readouterr()
        return code, said.out, said.err

    return go


def result() -> Told:
    """Give what the command wrote."""
    told: Told = json.loads(Path("RESULT.json").read_text(encoding="utf-8"))
    return told


def lines(ratings: list[int], statement: str = "S", round_: int = 1) -> str:
    """Give one line for each rating."""
    told = enumerate(ratings)
    return "".join(f"{statement},m{place},{round_},{one}\n" for place, one in told)


def test_the_example_of_the_document(run: Run) -> None:
    """docs/delphi.md shows a file and what comes of it."""
    text = (ROOT / "docs" / "delphi.md").read_text(encoding="utf-8")
    (ratings,) = re.findall(r"```csv\n(.*?)```", text, re.DOTALL)
    (shown,) = re.findall(r"```json\n(.*?)```", text, re.DOTALL)
    code, out, _ = run(ratings)
    assert code == 0
    assert out.splitlines() == [
        "S1, round 1: median 6.5, 50 % agree (10 ratings), no consensus yet",
        "S1, round 2: median 7, 60 % agree (10 ratings), no consensus yet",
        "2 results and 1 comparison: RESULT.json",
    ]
    told = result()
    wanted = json.loads(shown)
    assert len(told) == len(wanted)
    for one, other in zip(wanted, told, strict=True):
        assert {name: other[name] for name in one} == one


def test_the_document_explains_every_key(run: Run) -> None:
    """Each stands there as `key`, but for those that say what an object is about."""
    text = (ROOT / "docs" / "delphi.md").read_text(encoding="utf-8")
    run(HEADER + lines([7] * 9) + lines([7] * 9, round_=2))
    keys = {name for one in result() for name in one}
    named = {"statement", "round", "n", "verdict", "from_round", "to_round", "pairs"}
    assert {name for name in keys - named if f"`{name}`" not in text} == set()
    assert all(f'"{name}"' in text for name in named)


def test_raw_results_are_for_their_owner_alone_and_over_nothing(run: Run) -> None:
    assert run(HEADER + lines([7] * 9))[0] == 0
    assert stat.S_IMODE(Path("RESULT.json").stat().st_mode) == 0o600
    assert result()
    Path("OLDER.json").write_text("an older one", encoding="utf-8")
    code, _, err = run(HEADER + lines([7] * 9), "--out", "OLDER.json")
    assert code == 1
    assert "OLDER.json is there already." in err
    assert Path("OLDER.json").read_text(encoding="utf-8") == "an older one"
    Path("OLDER.json").unlink()
    assert run(HEADER + lines([7] * 9))[0] == 0
    assert sorted(path.name for path in Path().iterdir()) == ["RATINGS.csv", "RESULT.json"]


@pytest.mark.parametrize(("highest", "said"), [(5, 5), (4, 5), (6, 7), (7, 7), (8, 0)])
def test_ratings_that_stay_low_may_be_of_another_scale(run: Run, highest: int, said: int) -> None:
    ratings = HEADER + lines([1, *[highest] * 9])
    code, _, err = run(ratings)
    assert code == 0
    remark = f"No rating is above {said}: if the scale is 1 to {said}, add --scale 1-{said}.\n"
    assert err == (remark if said else "")
    assert run(ratings, "--scale", "1-9", "--out", "RESULT.json")[2] == ""
    assert run(HEADER + lines([highest] * 9))[2] == ""


def test_a_statement_that_nobody_rated_is_said_in_words(run: Run) -> None:
    _, out, _ = run(HEADER + "S,a,1,\nT,a,1,4\n", "--scale", "1-5", "--out", "RESULT.json")
    assert "S, round 1: no rating\nT, round 1: median 4, 100 % agree (1 rating)\n" in out


def workbook(sheets: dict[str, list[list[object]]]) -> bytes:
    """Give a workbook of some sheets."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def wide(turned: bool = False) -> list[list[object]]:
    """Give every vector of nine ratings as one table: a row for each member."""
    nine = [one for one in VECTORS if len(one["ratings"]) == 9]
    rows: list[list[object]] = [["member", *(one["id"] for one in nine)]]
    rows += [[f"m{k}", *(one["ratings"][k] for one in nine)] for k in range(9)]
    return [[("statement", *line[1:])[0] if not i else line[0], *line[1:]] for i, line in
            enumerate(map(list, zip(*rows, strict=True)))] if turned else rows  # fmt: skip


def as_csv(rows: list[list[object]], mark: str = ",") -> str:
    return "".join(mark.join(map(str, row)) + "\n" for row in rows)


@pytest.mark.parametrize("shape", ["csv", "tsv", "turned", "xlsx", "utf-16"])
def test_every_vector_of_nine_goes_through_as_a_wide_table(run: Run, shape: str) -> None:
    """Known answers: tests/vectors/delphi.json, worked out from the sources that docs name."""
    content: str | bytes = {
        "csv": as_csv(wide()),
        "tsv": as_csv(wide(), "\t"),
        "turned": as_csv(wide(turned=True), ";"),
        "xlsx": workbook({"Ratings": wide()}),
        "utf-16": as_csv(wide()).encode("utf-16"),
    }[shape]
    code, out, _ = run(content)
    assert code == 0
    what = ("statement", "member") if shape == "turned" else ("member", "statement")
    assert f"each row was taken as a {what[0]}, and each other column as a {what[1]}" in out
    assert "there is no column round, so all of it was taken as round 1" in out
    told = {one["statement"]: one for one in result()}
    for vector in (one for one in VECTORS if len(one["ratings"]) == 9):
        found = told[vector["id"]]
        for name in ("median", "q1", "q3", "p30", "p70", "ipr", "ipras"):
            assert found[name] == vector[name]
        assert found["ipras_disagreement"] is vector["ipras_disagree"]
        assert found["classic_disagreement"] is vector["classic_disagree"]


def test_sheets_of_a_workbook_are_rounds_by_their_names(run: Run) -> None:
    rows = [["member", "S1", "S2"], *([f"m{k}", 7, k + 1] for k in range(9))]
    book = {"Round 1": rows, "Round 2": rows, "Notes": [["made by hand"]]}
    code, out, err = run(workbook(book))
    assert code == 1
    assert "Sheet “Notes”, row 1: there is no column statement" in err
    del book["Notes"]
    code, out, _ = run(workbook(book))
    assert code == 0
    assert "the sheet Round 2 was taken as round 2" in out
    assert [one["stable"] for one in result() if "pairs" in one] == [
        "stable by definition", "stable",
    ]  # fmt: skip
    code, _, err = run(workbook({"first": rows, "second": rows}))
    assert code == 1
    assert "Sheet “first”: it does not say which round it is. Call it “Round 1”" in err


def test_five_points_have_their_own_percentages_and_no_verdict(run: Run) -> None:
    """Who agrees on 5 points: 4-5, and who opposes: 1-2 (docs/delphi.md, section 2)."""
    ratings = [1, 2, 3, 4, 4, 5, 5, 5, 4, 4]
    rows = [["member", "S"], *([f"m{k}", one] for k, one in enumerate(ratings))]
    code, out, _ = run(as_csv(rows), "--scale", "1-5", "--out", "RESULT.json")
    assert code == 0
    assert "On this scale there is no verdict" in out
    (one,) = result()
    assert (one["agree_percent"], one["oppose_percent"], one["median"]) == (70.0, 20.0, 4.0)
    assert (one["low"], one["middle"], one["high"]) == (2, 1, 7)
    assert (one["verdict"], one["ipras"], one["classic_disagreement"]) == (None, None, None)
    assert (one["q1"], one["q3"], one["iqr_rule"]) == (3.25, 4.75, False)


def test_words_of_a_scale_are_its_points_from_the_lowest_on(run: Run) -> None:
    rows = [["member", "S"], ["a", "Agree"], ["b", " disagree"], ["c", "3"], ["d", ""], ["e", "NA"]]
    code, out, _ = run(as_csv(rows), "--scale", "disagree, unsure, agree", "--out", "RESULT.json")
    assert code == 0
    assert "1 cell says that a rating is missing, such as NA" in out
    (one,) = result()
    assert (one["n"], one["median"], one["mean"]) == (3, 3.0, 7 / 3)


def test_a_scale_from_nought_compares_rounds_without_its_variation(run: Run) -> None:
    """W of Wilcoxon is 0: every difference is a rise (1945). No spread is set beside a mean that
    may be 0."""
    rows = [["member", "round", "S"]]
    rows += [[f"m{k}", round_, k + round_ - 1] for k in range(10) for round_ in (1, 2)]  # type: ignore[list-item]
    code, _, _ = run(as_csv(rows), "--scale", "0-10", "--out", "RESULT.json")  # type: ignore[arg-type]
    assert code == 0
    first, second, change = result()
    assert (first["median"], second["median"], first["cv"]) == (4.5, 5.5, None)
    assert (change["median_after"], change["unchanged_percent"]) == (5.5, 0.0)
    assert (change["wilcoxon_w"], change["cv_change"], change["cv_stable"]) == (0.0, None, None)
    assert first["agree_percent"] is None


def test_ratings_outside_the_scale_are_named_by_row_and_column(run: Run) -> None:
    rows: list[list[object]] = [["member", "S1", "S2"], ["a", 1, 6], ["b", 0, 5], ["a", 2, 2]]
    code, _, err = run(as_csv(rows), "--scale", "1-5", "--out", "RESULT.json")
    assert code == 1
    told = err.splitlines()
    assert told[0] == (
        "Line 2, column “S2”: the rating is “6”. Write a whole number from 1 to 5, or nothing when "
        "it is missing."
    )
    assert told[1].startswith("Line 3, column “S1”: the rating is “0”.")
    assert "Line 4, column “S1”: the same statement, member and round as on line 2." in err
    code, _, err = run(workbook({"R1": rows}), "--scale", "1-5", "--out", "RESULT.json")
    assert "Sheet “R1”, row 2, column “S2”: the rating is “6”." in err


@pytest.mark.parametrize("scale", ["5", "5-1", "1-1", "0-5000", "a", "a,A", "a,,b", "1,2,3", ""])
def test_what_is_no_scale_is_refused(run: Run, scale: str) -> None:
    code, _, err = run(HEADER + "S,a,1,7\n", "--scale", scale, "--out", "RESULT.json")
    assert code == 1
    assert "is no scale." in err


def test_other_encodings_are_read_and_said(run: Run) -> None:
    code, _, err = run(HEADER.encode() + b"caf\xe9,a,1,7\n")
    assert code == 0
    assert "it was read as Windows-1252" in err
    assert result()[0]["statement"] == "café"


def test_every_vector_goes_through_the_command(run: Run) -> None:
    code, _, _ = run(HEADER + "".join(lines(one["ratings"], one["id"]) for one in VECTORS))
    assert code == 0
    told = {one["statement"]: one for one in result()}
    for vector in VECTORS:
        found = told[vector["id"]]
        assert set(found) >= PROMISED
        for name in ("median", "q1", "q3", "p30", "p70", "ipr", "ipras"):
            assert found[name] == vector[name]
        assert found["ipras_disagreement"] is vector["ipras_disagree"]
        assert found["classic_disagreement"] is vector["classic_disagree"]


def test_rounds_are_compared(run: Run) -> None:
    text = HEADER + lines([7] * 9) + lines([7] * 9, round_=2) + lines([3] * 9, round_=4)
    assert run(text)[0] == 0
    pairs = [(one["from_round"], one["to_round"], one["stable"], one["advice"])
             for one in result() if "pairs" in one]  # fmt: skip
    assert pairs == [
        (1, 2, "stable by definition", "stop: stable"),
        (2, 4, "not stable", "stop: last round"),
    ]


@pytest.mark.parametrize("start", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", [",", ";"])
def test_files_come_in_many_shapes(run: Run, start: str, end: str, mark: str) -> None:
    rows = [["Round", " rating", '"member"', "STATEMENT"], ["1", "", "b", "é"], [],
            ["1.0", "7.0", "a", '"é"'], ["1", "3", "c", "é"]]  # fmt: skip
    assert run(start + end.join(mark.join(row) for row in rows))[0] == 0
    (one,) = result()
    assert (one["statement"], one["n"], one["median"], one["responders"]) == ("é", 2, 5.0, 2)
    assert one["verdict"] == "too few to say"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("S1", "m{}\u00e9"), ("S1", "me\u0301".replace("m", "m{}"))),
        (("1", "{}"), ("1.0", "{}.0")),
        (("S 1", "m{}"), ("S\u00a0 1", "\u200bm{} ")),
    ],
)
def test_names_that_read_the_same_are_the_same_in_every_round(
    run: Run, first: tuple[str, str], second: tuple[str, str]
) -> None:
    rows = [f"{name},{who.format(member)},{round_},8" for member in range(10)
            for round_, (name, who) in enumerate((first, second), 1)]  # fmt: skip
    code, out, err = run(HEADER + "\n".join(rows))
    assert (code, err) == (0, "")
    assert out.endswith("2 results and 1 comparison: RESULT.json\n")
    assert [(one["pairs"], one["stable"]) for one in result() if "pairs" in one] == [
        (10, "stable by definition")
    ]


def test_rounds_that_share_nobody_are_pointed_at(run: Run) -> None:
    text = HEADER + lines([8] * 9) + lines([8] * 9, round_=2).replace(",m", ",n")
    text += lines([8] * 9, "T", 3).replace(",m", ",n")
    code, out, err = run(text)
    assert code == 0
    assert "3 results and 1 comparison" in out
    assert err.splitlines() == [
        "Rounds 1 and 2 have no member in common, so nothing of them is compared. Check that each "
        "member has the same name in both.",
        "Rounds 2 and 3 have no statement in common, so nothing of them is compared. Check that "
        "each statement has the same name in both.",
    ]


def test_a_line_that_names_the_separator_is_understood(run: Run) -> None:
    assert run("sep=;\r\n" + HEADER.replace(",", ";") + "S;a;1;7\r\n")[0] == 0
    assert run("sep=;\n" + HEADER.replace(",", ";") + "S;a;1;x\n")[2].startswith("Line 3: ")


def test_a_name_of_many_digits_is_a_problem_and_no_traceback(run: Run) -> None:
    code, _, err = run(HEADER + "1" * 5000 + ",a,1,7\n")
    assert code == 1
    assert err.startswith("Line 2: the statement has more than 200 characters.")


def test_statements_come_in_their_order_whatever_that_of_the_lines(run: Run) -> None:
    rows = [f"S{number},m{member},{round_},{(number * member + round_) % 9 + 1}"
            for number in (10, 2, 1) for member in range(9) for round_ in (2, 1)]  # fmt: skip
    run(HEADER + "\n".join(rows))
    first = result()
    assert [one["statement"] for one in first] == ["S1", "S1", "S2", "S2", "S10", "S10",
                                                   "S1", "S2", "S10"]  # fmt: skip
    run(HEADER + "\n".join(rows[::-1]))
    assert result() == first


def test_what_many_chose_not_to_rate_is_marked(run: Run) -> None:
    """Members who stand in no line of a statement count as those who left it blank."""
    run(HEADER + lines([7] * 10, "A") + lines([7] * 6, "B"))
    marked = {one["statement"]: one["many_chose_not_to_answer"] for one in result()}
    assert marked == {"A": False, "B": True}


def test_nothing_rated_is_null_and_not_a_number(run: Run) -> None:
    code, _, _ = run(HEADER + "S,a,1,\nS,b,1,\nS,a,2,\n")
    assert code == 0
    assert "NaN" not in Path("RESULT.json").read_text()
    first, _, change = result()
    assert (first["n"], first["median"], first["verdict"]) == (0, None, "too few to say")
    assert (change["pairs"], change["stable"]) == (0, "too few to say")
    assert change["kappa_quadratic"] is None


def test_no_member_is_in_the_results(run: Run) -> None:
    run(HEADER + "".join(f"S,somebody{n},{r},{n}\n" for n in range(1, 10) for r in (1, 2)))
    assert "somebody" not in Path("RESULT.json").read_text()


def test_all_problems_are_told_at_once(run: Run) -> None:
    text = HEADER + (
        "S,a,1,10\n" "S,b,1,7\n" ",c,1,7\n" "\n" "S,,one,7\n" "S,d,1\n" "S,b,1,\n" "S,e,0,x\n"
        '"S,\n2",f,1,5.5\n' "S,g,1,NaN\n" "S,h,1,٧\n" "S,i,1,-3\n"
    )  # fmt: skip
    code, out, err = run(text)
    assert (code, out) == (1, "")
    told = err.splitlines()
    starts = [int(found[1]) for line in told if (found := re.match(r"Line (\d+): ", line))]
    assert starts == [2, 4, 6, 6, 7, 8, 9, 9, 10, 12, 13, 14]
    assert told[0] == (
        "Line 2: the rating is “10”. Write a whole number from 1 to 9, or nothing when it is "
        "missing."
    )
    assert "as on line 3" in err
    assert "RATINGS.csv has 12 problems." in err
    assert not Path("RESULT.json").exists()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"\n \n", "empty"),
        (HEADER.encode(), "no rating below the header"),
        (b"statement,member,round\nS,a,1\n", "no column rating"),
        (b"statement,member,round,rating,rating\nS,a,1,7,7\n", "more than one column rating"),
        (HEADER.encode() + b'S,a,1,7\nS,"b,1,7\n', "in the row that begins on line 3"),
        ("statement,member".encode("utf-16"), "no column rating"),
        (b"\x00\x01\x02", "no text and no workbook"),
        (b'{"statement": 1}', "is a JSON file"),
        (HEADER.encode() + b'S,"' + b"x" * 200_000 + b'",1,7\n', "cannot be read as a CSV file"),
    ],
)
def test_what_is_no_file_of_ratings_is_refused(run: Run, content: bytes, words: str) -> None:
    code, _, err = run(content)
    assert code == 1
    assert words in err
    assert "Traceback" not in err


def test_a_file_full_of_problems_does_not_flood_the_screen(run: Run) -> None:
    code, _, err = run(HEADER + "S,a,1,x\n" * 1_000)
    assert code == 1
    assert len(err.splitlines()) < 510
    assert "And 500 more." in err
    assert "has 1000 problems" in err


def test_columns_that_are_not_used_are_named(run: Run) -> None:
    code, out, _ = run("statement,member,round,rating,Role\nS,a,1,7,x\n")
    assert code == 0
    assert "the column Role was not used" in out


def test_ratings_are_not_written_over(run: Run) -> None:
    code, _, err = run(HEADER + "S,a,1,7\n", "--out", "./RATINGS.csv")
    assert code == 1
    assert "over the ratings" in err
    assert Path("RATINGS.csv").read_text() == HEADER + "S,a,1,7\n"


def test_wrong_use_and_places_that_are_not_there(run: Run) -> None:
    assert run(HEADER, "--from", "x")[0] == 2
    code, _, err = run(HEADER + "S,a,1,7\n", "--out", "nowhere/RESULT.json")
    assert code == 1
    assert "nowhere" in err


@settings(max_examples=60)
@given(st.text(alphabet="statemnrdoigub,;\"'\n\r 0123456789.\x00é", max_size=120))
def test_no_text_breaks_the_reading(text: str) -> None:
    for whole in (text, HEADER + text):
        try:
            file = read_ratings(read_rows("f", whole.encode("utf-8")))
        except BadInput:
            continue
        assert file.problems or file.rows
        if not file.problems:
            json.dumps(results(file.rows, ConsensusRule()), allow_nan=False)
