"""`survey disclosure protect` on tables as others have them: CSV files and workbooks."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from shutil import rmtree
from typing import Any

import numpy as np
import pytest
from openpyxl import Workbook, load_workbook

Ran = tuple[int, str, str]
Survey = Callable[..., Ran]
Rows = list[list[Any]]

#: The table of docs/disclosure-tables.md, with its sums.
HELP: Rows = [
    ["", "friend", "line", "police", "nobody", "Everybody"],
    ["north", 30, 47, 64, 89, 230],
    ["east", 90, 124, 3, 31, 248],
    ["south", 92, 100, 59, 85, 336],
    ["west", 80, 91, 65, 68, 304],
    ["In all", 292, 362, 191, 273, 1118],
]
HIDDEN = {(i, j) for i in range(1, 5) for j in (3, 4)}
WITHOUT: Rows = [row[:5] for row in HELP[:5]]


def put(name: str, rows: Rows, mark: str = ",") -> Path:
    path = Path(name)
    path.write_text("".join(mark.join(map(str, row)) + "\n" for row in rows), encoding="utf-8")
    return path


def put_book(name: str, sheets: dict[str, Rows]) -> Path:
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        page = book.create_sheet(title)
        for row in rows:
            page.append([None if value == "" else value for value in row])
    book.save(name)
    return Path(name)


def protect(program: Survey, path: Path, *more: Any) -> Ran:
    rmtree("out", ignore_errors=True)
    return program("disclosure", "protect", "--tables", path, "--out", "out", "--seconds", 0, *more)


def written(name: str = "t.csv", mark: str = ",") -> list[list[str]]:
    text = Path("out", name).read_text(encoding="utf-8")
    return list(csv.reader(text.splitlines(), delimiter=mark))


def printed() -> Any:
    return json.loads(Path("out/protected.json").read_text(encoding="utf-8"))


def proven(program: Survey) -> bool:
    code, out, _ = program("verify", "out/protected.json", "--certificate", "out/certificate.json")
    return code == 0 and out.startswith("Proven: ")


def refused(program: Survey, path: Path, *more: Any) -> str:
    code, out, err = protect(program, path, *more)
    assert (code, out) == (1, "")
    assert "Traceback" not in err
    assert not Path("out").exists()
    return err


@pytest.mark.parametrize("mark", [";", "\t"])
def test_a_cross_table_comes_out_in_its_own_shape(program: Survey, mark: str) -> None:
    rows: Rows = [["Who helped", *[""] * 5], *HELP, [""] * 6, ["Source: 12 offices", *[""] * 5]]
    code, out, err = protect(program, put("t.csv", rows, mark))
    assert code == 0
    assert "t: the row “In all” is the sum of all others." in err
    assert "t: the column “Everybody” is the sum of all others." in err
    assert "were left out: line 9." in err
    assert "t: 8 of 25 cells hidden" in out
    wanted = [[str(value) for value in row] for row in rows]
    wanted[-1] = [""] * 6
    for i, j in HIDDEN:
        wanted[i + 1][j] = "[c]"
    assert written(mark=mark) == wanted
    assert proven(program)


def test_a_long_table_comes_out_in_its_own_shape(program: Survey) -> None:
    pairs = [(i, j) for j in range(1, 6) for i in range(1, 6)]
    lines = [[HELP[i][0], HELP[0][j], HELP[i][j]] for i, j in pairs]
    code, _, err = protect(program, put("t.csv", [["region", "helper", "people"], *lines], ";"))
    assert code == 0
    assert "the row “In all” is the sum of all others" in err
    for (i, j), line in zip(pairs, written(mark=";")[1:], strict=True):
        assert line == [HELP[i][0], HELP[0][j], "[c]" if (i, j) in HIDDEN else str(HELP[i][j])]


def test_years_in_a_long_table_are_names_and_no_counts(program: Survey) -> None:
    lines = [[HELP[i][0], 2020 + j, HELP[i][j]] for i in range(1, 5) for j in range(1, 5)]
    assert protect(program, put("t.csv", [["region", "year", "people"], *lines]))[0] == 0
    assert printed()["tables"][0]["columns"] == ["2021", "2022", "2023", "2024"]


def test_a_workbook_comes_out_with_its_sheets_and_places(program: Survey) -> None:
    path = put_book("t.xlsx", {"About": [["Made by hand"]], "Help": [["By region"], [], *HELP]})
    assert protect(program, path)[0] == 0
    book = load_workbook("out/t.xlsx")
    assert book.sheetnames == ["About", "Help"]
    assert book["About"]["A1"].value == "Made by hand"
    page = book["Help"]
    assert (page["A1"].value, page["B3"].value, page["G3"].value) == ("By region", "friend", None)
    for i, row in enumerate(HELP[1:], 1):
        for j, value in enumerate(row[1:], 1):
            shown = page.cell(i + 3, j + 1).value
            assert shown == ("[c]" if (i, j) in HIDDEN else value)
    assert printed()["tables"][0]["id"] == "t"


def test_two_rows_of_headings_are_one_name_and_their_sums_are_protected_too(
    program: Survey,
) -> None:
    """Each sum of women or men stands in the table; with it what is hidden may not follow."""
    groups = [[30, 47, 64], [90, 124, 3], [92, 100, 59], [80, 91, 65], [70, 60, 81]]
    others = [[89, 40, 22], [31, 60, 45], [85, 52, 61], [68, 2, 77], [41, 62, 90]]
    rows: Rows = [["", "Women", "", "", "", "Men", "", "", ""], ["", *["a", "b", "c", "both"] * 2]]
    for name, one, other in zip("vwxyz", groups, others, strict=True):
        rows.append([name, *one, sum(one), *other, sum(other)])
    code, _, err = protect(program, put("t.csv", rows))
    assert code == 0
    assert "t: the column “Women, both” is the sum of “Women, a”, “Women, b”, “Women, c”." in err
    first, second = printed()["tables"]
    assert first["columns"][2:4] == ["Women, c", "Men, a"]
    assert second["columns"] == ["Women, both", "Men, both"]
    shown = written()
    assert (shown[3][3], shown[5][6]) == ("[c]", "[c]")
    for line, one, other in zip(shown[2:], groups, others, strict=True):
        for cells, counts in ((line[1:5], one), (line[5:9], other)):
            lost = [n for n, cell in zip(counts, cells[:3], strict=True) if cell == "[c]"]
            assert len(lost) != 1 or cells[3] == "[c]"
    assert proven(program)


def test_totals_left_in_are_taken_for_totals(program: Survey) -> None:
    """Case 12: with its totals among the groups a table of nine cells was thought to have 16."""
    rows: Rows = [["", "x", "y", "z", "Total"], ["a", 12, 0, 9, 21], ["b", 15, 3, 7, 25],
                  ["c", 11, 0, 6, 17], ["Total", 38, 3, 22, 63]]  # fmt: skip
    err = refused(program, put("t.csv", rows))
    assert "t: refused. The table has fewer than 16 cells" in err
    assert "Cross it with more groups" in err
    assert "Merge" not in err
    assert "Nothing of this table can be printed." in err


#: Of the west four gave no answer.
ASKED: Rows = [["Region", "Yes", "No", ""], ["North", 41, 30, 71], ["South", 53, 62, 115],
               ["East", 37, 29, 66], ["West", 48, 51, 103]]  # fmt: skip


@pytest.mark.parametrize(
    "name",
    ["n", "N", "Base", "Respondents", "People asked", "Everyone", "Overall", "Answered", "Gesamt",
     "Insgesamt", "الجميع", "المجموع", "Women, all"],
)  # fmt: skip
def test_a_total_that_leaves_some_out_is_refused(program: Survey, name: str) -> None:
    rows: Rows = [[*ASKED[0][:3], name], *ASKED[1:]]
    err = refused(program, put("t.csv", rows, ";"))
    assert f"line 5, column 4: “{name}” is named as a sum, and is 103 where the others" in err


@pytest.mark.parametrize("turned", [False, True])
def test_what_is_nearly_the_sum_of_all_others_is_asked_about(program: Survey, turned: bool) -> None:
    rows: Rows = [[*ASKED[0][:3], "Came"], *ASKED[1:]]
    if turned:
        rows = [list(line) for line in zip(*rows, strict=True)]
    err = refused(program, put("t.csv", rows))
    assert "“Came” is 103 where the others come to 99" in err
    assert "is it a total that leaves some people out?" in err
    assert ("line 4, column 5: " if turned else "line 5, column 4: ") in err
    assert "is it a total" not in protect(program, Path("t.csv"), "--groups-only")[2]


def test_a_total_that_leaves_some_out_is_found_beside_sums_of_parts(program: Survey) -> None:
    counts = [(30, 11, 24, 27), (25, 19, 22, 31), (41, 28, 16, 12)]
    rows: Rows = [["", "a", "b", "a or b", "c", "d", "Came"]]
    rows += [
        [f"r{k}", a, b, a + b, c, d, a + b + c + d + k] for k, (a, b, c, d) in enumerate(counts)
    ]
    assert "“Came” is 98 where the others come to 97" in refused(program, put("t.csv", rows))


def test_one_wrong_number_is_one_problem_at_its_place(program: Survey) -> None:
    rows = [list(row) for row in HELP]
    rows[0][5], rows[5][0] = "Sum", "All"
    rows[2][2] = 125
    err = refused(program, put("t.csv", rows))
    assert "1 problem." in err
    assert "line 6, column 3: “All” is named as a sum, and is 362 where" in err
    assert "“Sum” does not fit either: look first at the number in line 3, column 3." in err


@pytest.mark.parametrize("order", [[0, 1, 2, 3], [2, 3, 1, 0]])
def test_sheets_about_the_same_people_do_not_tell_on_each_other(
    program: Survey, order: list[int]
) -> None:
    """Case 11: 127 less 124 is the hidden 3, in whatever order the rows stand."""
    short = [[row[0], row[1], row[2] + row[3], row[4]] for row in (HELP[1 + i] for i in order)]
    sheets = {"Help": WITHOUT, "Short": [["", "friend", "line or police", "nobody"], *short]}
    code, out, err = protect(program, put_book("t.xlsx", sheets))
    assert code == 0
    assert "t, Short: refused. It shares people with “t, Help”" in err
    assert "t, Help: 8 of 25 cells hidden" in out
    page = load_workbook("out/t.xlsx")["Short"]
    assert {page.cell(i, j).value for i in range(2, 6) for j in range(2, 5)} == {"[c]"}


def drawn() -> tuple[Any, Any]:
    """Give counts of people in two groupings, and of as many again by a quarter who came later."""
    chance = np.random.default_rng(1)
    rows, columns = chance.dirichlet(np.full(6, 4.0)), chance.dirichlet(np.full(6, 2.0))
    shares = (rows[:, None] * columns).ravel()
    old, new = (chance.multinomial(people, shares).reshape(6, 6) for people in (720, 180))
    return old, new


def named(counts: Any) -> Rows:
    rows: Rows = [["", *(f"h{j}" for j in range(counts.shape[1]))]]
    return [*rows, *([f"r{i}", *line] for i, line in enumerate(counts.tolist()))]


def holes(name: str = "out/t.csv") -> set[tuple[int, int]]:
    lines = list(csv.reader(Path(name).read_text(encoding="utf-8").splitlines()))
    return {(i, j) for i, line in enumerate(lines) for j, one in enumerate(line) if one == "[c]"}


def test_few_who_came_since_a_table_was_published_are_not_told(program: Survey) -> None:
    """Less the old number a new one tells how many came; so do sums. Whatever stays printed must
    leave each small number of them between nobody and the threshold."""
    old, new = drawn()
    path, before = put("t.csv", named(old + new)), put("before.csv", named(old))
    assert protect(program, before)[0] == 0
    Path("out/before.csv").rename("first.csv")
    assert protect(program, path)[0] == 0
    alone = holes()
    code, out, _ = protect(program, path, "--published", "first.csv")
    assert code == 0
    assert "together with first (published)" in out
    assert proven(program)
    shown = printed()
    first, second = shown["published"][0], shown["tables"][0]
    came = [(i, j) for i in range(6) for j in range(6) if 0 < new[i, j] < 5]
    assert came
    for i, j in came:
        assert None in (first["counts"][i][j], second["counts"][i][j])
    assert len(holes()) > len(alone)
    assert [link for link in shown["links"] if "at_least" in link]


def test_a_table_is_published_again_and_stays_hidden(program: Survey) -> None:
    """Of a table that is published a second time nothing more may come out than before."""
    path = put("t.csv", named(drawn()[0]))
    assert protect(program, path)[0] == 0
    Path("out").rename("first")
    for before in ("first/protected.json", "first/t.csv"):
        code, out, _ = protect(program, path, "--published", before)
        assert code == 0
        assert "(published)" in out
        assert holes("first/t.csv") <= holes()
        assert proven(program)


def test_tables_in_which_some_lack_an_answer_are_named(program: Survey) -> None:
    less = [list(row) for row in WITHOUT]
    less[4][1] -= 7
    less[1][3] += 1
    code, _, err = protect(program, put_book("t.xlsx", {"One": WITHOUT, "Two": less}))
    assert code == 0
    assert "t, One and t, Two have groups of the same names and nearly as many people" in err


def test_what_is_of_other_people_cannot_be_taken_into_account(program: Survey) -> None:
    other: Rows = [["", "x", "y"], ["a", 500, 70], ["b", 90, 80]]
    path, before = put("t.csv", WITHOUT), put("before.csv", other)
    assert "neither names nor numbers show" in refused(program, path, "--published", before)
    less = [list(row) for row in WITHOUT]
    less[1][1] += 100
    before = put("before.csv", less)
    assert "Where people have gone since" in refused(program, path, "--published", before)
    broken = put("before.json", [["{"]])
    assert "is no file of tables" in refused(program, path, "--published", broken)


def with_cell(value: Any) -> Rows:
    rows = [list(row) for row in WITHOUT]
    rows[2][3] = value
    return rows


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (with_cell(-3), "line 3, column 4: “-3” it is below 0."),
        (with_cell("3.5"), "line 3, column 4: “3.5” it has decimals"),
        (with_cell("12 %"), "line 3, column 4: “12 %” it is a percentage."),
        (with_cell("1.234"), "this may be 1234 or a number with decimals"),
        (with_cell("*"), "line 3, column 4: a number is hidden already."),
        (with_cell("<5"), "line 3, column 4: a number is hidden already."),
        (with_cell(""), "line 3, column 4: it is empty."),
        (with_cell("few"), "line 3, column 4: “few” it is no number."),
        (with_cell("#REF!"), "“#REF!” its formula has an error."),
        (with_cell(10**10), "more than 1000000000 people"),
        ([["", "a", "b"], ["x", 40, 60], ["y", 55, 45]], "every row comes to 100"),
        ([["", "a"], ["x", 40], ["y", 55]], "counts of one grouping only"),
        ([["", "a", "b"], ["x", 4, 6], ["x", 5, 5]], "there are two rows “x”"),
        ([["", "a", "", "c"], ["x", 4, 6, 8], ["y", 5, 5, 9]], "the column has no name"),
        ([["", "a (n = 9)", "b"], ["x", 4, 6], ["y", 5, 5]], "tells a number of people"),
        ([*WITHOUT, [""], *WITHOUT], "a second table begins here"),
        ([*HELP[:5], ["Total", 292, 362, 191, 273, 1119]], "named as a sum, and is 1119 where"),
        ([["a", "b", "n"], ["x", "p", 4], ["x", "p", 5]], "stands in an earlier row, too"),
        ([["a", "b", "n"], ["x", "p", 4], ["y", "q", 5]], "there is no row for “x, q”"),
        ([["words"], ["only"]], "There is no table of numbers in it."),
    ],
)  # fmt: skip
def test_what_cannot_be_protected_is_said_with_its_place(
    program: Survey, rows: Rows, said: str
) -> None:
    mark = ";"
    assert said in refused(program, put("t.csv", rows, mark))


def test_all_that_is_wrong_with_a_file_is_told_at_once(program: Survey) -> None:
    """Names, numbers, sums and a second table; on each sheet, also where another is wrong."""
    rows: Rows = [
        ["", "a", "", "c", "Total"],
        ["x", 4, 6, "few", 40],
        ["x", 5, 5, 9, 19],
        ["y (n = 24)", 7, 8, 9, 99],
        [""],
        ["", "d", "e"],
        ["z", 7, 8],
    ]
    other: Rows = [["", "a", "b"], ["x", 4, 6], ["y", 5, 7], ["Total", 9, 12]]
    path = put_book(
        "t.xlsx", {"Help": rows, "Place": other, "One": [["", "a"], ["x", 4], ["y", 9]]}
    )
    err = refused(program, path)
    for said in (
        "sheet “Help”, cell C1: the column has no name",
        "there are two rows “x”",
        "cell D2: “few” it is no number.",
        "tells a number of people",
        "cell E4: “Total” is named as a sum, and is 99 where the others come to 24",
        "a second table begins here",
        "sheet “Place”, cell C4: “Total” is named as a sum, and is 12 where",
        "sheet “One”, cell B3: there are counts of one grouping only",
    ):
        assert said in err
    assert "8 problems" in err
    listed: Rows = [["a", "b", "n"], ["x", "p", 4], ["x", "p", "few"], ["y", "q", -5]]
    err = refused(program, put("t.csv", listed))
    for said in ("stands in an earlier row", "“few” it is no number", "“-5” it is below 0",
                 "there is no row for “x, q”"):  # fmt: skip
        assert said in err


def test_cells_of_a_workbook_are_named_as_there(program: Survey) -> None:
    """A formula whose value was never worked out, and all but the first of merged cells, are
    empty."""
    path = put_book("t.xlsx", {"Help": with_cell("=B3+C3")})
    err = refused(program, path)
    assert "sheet “Help”, cell D3: it is empty." in err
    assert "formulas whose value was never worked out" in err
    Path("t.xlsx").write_bytes(b"PK\x03\x04" + b"x" * 100)
    assert "is no workbook that can be read" in refused(program, Path("t.xlsx"))


def test_a_person_may_say_what_numbers_are(program: Survey) -> None:
    rows: Rows = [["", "a", "b"], ["x", 40, 60], ["y", 55, 45], ["z", 95, 105]]
    code, _, err = protect(program, put("t.csv", rows))
    assert (code, "“z” is the sum of all others" in err) == (0, True)
    assert protect(program, Path("t.csv"), "--groups-only")[2] == ""
    assert len(printed()["tables"][0]["rows"]) == 3
    rows = rows[:3]
    assert protect(program, put("t.csv", rows), "--are-counts")[0] == 0
    code, _, err = protect(program, put("t.csv", WITHOUT), "--sensitive", "--threshold", 12)
    assert code == 0
    assert printed()["policy"] == {"threshold": 12, "threshold_sensitive": 12}
    assert printed()["tables"][0]["sensitive"] is True
    json_file = Path("t.json")
    json_file.write_text("{}", encoding="utf-8")
    assert protect(program, json_file, "--sensitive")[0] == 2


def test_no_cell_that_is_written_calculates(program: Survey) -> None:
    rows = [list(row) for row in WITHOUT]
    rows[1][0] = "=1+1"
    assert protect(program, put("t.csv", rows))[0] == 0
    assert written()[1][0] == "'=1+1"
    put_book("t.xlsx", {"Help": [["", *WITHOUT[0][1:]], ["@x", *WITHOUT[1][1:]], *WITHOUT[2:]]})
    assert protect(program, Path("t.xlsx"))[0] == 0
    cell = load_workbook("out/t.xlsx")["Help"]["A2"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == ("@x", "s", True)


def test_all_that_is_written_holds_no_hidden_number(program: Survey) -> None:
    """The 3 is nowhere, nor is a hidden sheet with it."""
    path = put_book("t.xlsx", {"Help": WITHOUT, "Raw": WITHOUT})
    book = load_workbook(path)
    book["Raw"].sheet_state = "hidden"
    book["Raw"]["Z99"] = "secret"
    out = BytesIO()
    book.save(out)
    path.write_bytes(out.getvalue())
    code, _, err = protect(program, path)
    assert code == 0
    assert "The sheet “Raw” is hidden, so it was left out." in err
    again = load_workbook("out/t.xlsx")
    assert again.sheetnames == ["Help"]
    values = {cell for row in again["Help"].values for cell in row}
    assert not values & {3, "3", "secret"}


SOME = [[19, 21, 25, 30], [16, 27, 12, 14], [22, 17, 40, 33], [18, 22, 31, 24]]
ALL = [*SOME, [20, 1, 26, 28], [30, 41, 35, 29], [33, 44, 27, 50]]


def sheet(counts: list[list[int]], names: str = "abcdegh") -> Rows:
    return [
        [
            "",
            *"cdfk"[: len(counts[0])],
        ],
        *([n, *c] for n, c in zip(names, counts, strict=False)),
    ]


def told(of: Any) -> Any:
    return [None if "refused" in one else one["counts"] for one in of["tables"]]


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("first", ["All", "Some"])
def test_rows_that_a_second_sheet_holds_again_tell_nothing(
    program: Survey, first: str, turned: bool
) -> None:
    """What one sheet hides the other may not print: the 1 would follow from its column."""
    some = sheet(SOME)
    if turned:
        some = [list(column) for column in zip(*some, strict=True)]
    sheets = {"All": sheet(ALL), "Some": some}
    order = sorted(sheets, key=lambda name: name != first)
    code, _, _ = protect(program, put_book("t.xlsx", {name: sheets[name] for name in order}))
    assert code == 0
    shown = dict(zip(order, told(printed()), strict=True))
    if shown["Some"] and turned:
        shown["Some"] = [list(column) for column in zip(*shown["Some"], strict=True)]
    assert shown["All"] or shown["Some"]
    if shown["All"] and shown["Some"]:
        for mine, theirs in zip(shown["All"], shown["Some"], strict=False):
            assert [n is None for n in mine] == [n is None for n in theirs]
    assert proven(program)


def test_one_who_is_in_a_table_and_not_in_its_part_is_not_told(program: Survey) -> None:
    """All less women leaves one man."""
    women = [[n - 9 for n in row] for row in SOME]
    women[1][2] = SOME[1][2] - 1
    for sheets in ({"All": SOME, "Women": women}, {"Women": women, "All": SOME}):
        path = put_book("t.xlsx", {name: sheet(counts) for name, counts in sheets.items()})
        assert protect(program, path)[0] == 0
        one, other = told(printed())
        assert one is not None
        assert other is None or None in (one[1][2], other[1][2])
        assert proven(program)


def test_two_tables_that_come_to_a_third_do_not_tell_what_it_hides(program: Survey) -> None:
    men = [[9] * 4, [9, 9, 2, 9], [9] * 4, [9] * 4]
    women = [[n - m for n, m in zip(*rows, strict=True)] for rows in zip(SOME, men, strict=True)]
    path = put_book("t.xlsx", {"All": sheet(SOME), "W": sheet(women), "M": sheet(men)})
    assert protect(program, path)[0] == 0
    assert sum(one is None or None in one[1] for one in told(printed())) > 1
    assert proven(program)


def test_nothing_is_written_over(program: Survey) -> None:
    """The counts that are given may be the only true ones."""
    path = put("t.csv", WITHOUT)
    kept = path.read_bytes()
    code, out, err = program("disclosure", "protect", "--tables", path, "--out", ".")
    assert (code, out) == (1, "")
    assert "t.csv is there already." in err
    assert path.read_bytes() == kept
    assert not Path("protected.json").exists()
    assert protect(program, path)[0] == 0
    again = program("disclosure", "protect", "--tables", path, "--out", "out")
    assert again[0] == 1
    assert "protected.json is there already." in again[2]


@pytest.mark.parametrize("count", [10**30, True, -1])
def test_a_published_number_that_is_none_of_people_is_said(program: Survey, count: int) -> None:
    path = put("t.csv", WITHOUT)
    one = {"id": "x", "rows": ["a", "b"], "columns": ["c", "d"], "counts": [[count, 5], [6, 7]]}
    Path("big.json").write_text(json.dumps({"tables": [one]}), encoding="utf-8")
    assert "is no file of tables" in refused(program, path, "--published", "big.json")
    one |= {"rows": ["r"] * 30_000, "columns": ["c"] * 30_000}
    Path("big.json").write_text(json.dumps({"tables": [one]}), encoding="utf-8")
    assert "at most 20000 cells" in refused(program, path, "--published", "big.json")


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("Women (72 people)", True), ("Men - 61", True), ("Men: 61", True),
        ("A (1 under 18)", True),
        ("Women (34)", True), ("3 respondents", True), ("Half, 50 %", True), ("women [n=3]", True),
        ("18-24", False), ("Under 18", False), ("2024", False), ("1. Helped", False),
        ("Young (18-24)", False), ("65+", False), ("Asked (2024)", False), ("Wave: 2024", False),
    ],
)  # fmt: skip
def test_a_heading_that_counts_people_is_refused(program: Survey, name: str, counts: bool) -> None:
    rows = [list(row) for row in WITHOUT]
    rows[2][0] = name
    path = put("t.csv", rows, ";")
    if counts:
        assert "line 3, column 1: the name" in (err := refused(program, path))
        assert "Take the number out of the heading." in err
    else:
        assert protect(program, path)[0] == 0
        assert written(mark=";")[2][0] == name


def test_names_of_a_table_of_which_nothing_can_be_printed_are_in_no_file(program: Survey) -> None:
    rows: Rows = [["", "Women 72", "18-24"], ["a", 4, 6], ["b", 5, 8]]
    code, _, said = protect(program, put("t.csv", rows))
    assert code == 1
    assert "Nothing of this table can be printed." in said
    assert not Path("out/protected.json").exists()
    assert not Path("out/t.csv").exists()
