"""Rows of files that somebody has, read as a person sees them; and one sentence for any other."""

from __future__ import annotations

import struct
from datetime import date, datetime, time
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook

from survey.errors import BadInput
from survey.table_files.table_file import TableFile
from survey.table_files.table_rows import read_rows

ROWS = (("Où", "Été"), ("à Noël", "l’âge"), ("“très”", "œuf"))
AFTERNOON = datetime.fromisoformat("2026-01-31T14:05")
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def _csv(separator: str = ",") -> str:
    return "\n".join(separator.join(row) for row in ROWS) + "\n"


def _workbook(*rows: tuple[object, ...], **sheets: tuple[tuple[object, ...], ...]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)  # type: ignore[union-attr]
    for name, more in sheets.items():
        sheet = book.create_sheet(name)
        sheet.sheet_state = "hidden"
        for row in more:
            sheet.append(row)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _old_workbook(*rows: tuple[str | float, ...]) -> bytes:
    """Return the smallest workbook of Excel 4: labels and numbers, record by record."""
    records = [(0x0409, struct.pack("<HHH", 0x0400, 0x0010, 0))]
    for y, row in enumerate(rows):
        for x, value in enumerate(row):
            place = struct.pack("<HHH", y, x, 0)
            if isinstance(value, str):
                label = value.encode("latin-1")
                records.append((0x0204, place + struct.pack("<H", len(label)) + label))
            else:
                records.append((0x0203, place + struct.pack("<d", value)))
    records.append((0x000A, b""))
    return b"".join(struct.pack("<HH", kind, len(body)) + body for kind, body in records)


def _packed(**parts: bytes) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return out.getvalue()


def _leading_back() -> bytes:
    """Return a compound file whose stream “Workbook” leads back into itself."""
    head = COMPOUND + bytes(16) + struct.pack("<4H", 0x3E, 3, 0xFFFE, 9)
    head += struct.pack("<H10x8i", 6, 1, 1, 0, 4096, 2, 1, -2, 0)
    head += struct.pack("<109i", 0, *[-1] * 108)
    table = struct.pack("<128i", -3, -2, -2, -2, *[-1] * 124)
    short = struct.pack("<128i", 0, *[-1] * 127)
    names = _entry("Root Entry", 5, 1, 3, 512) + _entry("Workbook", 2, -1, 0, 100)
    return head + table + names.ljust(512, b"\0") + short + bytes(512)


def _entry(name: str, kind: int, below: int, start: int, size: int) -> bytes:
    written = name.encode("utf-16-le")
    links = struct.pack("<HBB3i", len(written) + 2, kind, 1, -1, -1, below)
    return written.ljust(64, b"\0") + links + bytes(36) + struct.pack("<2i4x", start, size)


def _saying(packed: bytes, size: int, part: str = "xl/workbook.xml") -> bytes:
    """Return a workbook that says of one part that it is of another size, unpacked."""
    entry = packed.rindex(part.encode()) - 22
    return packed[:entry] + struct.pack("<L", size) + packed[entry + 4 :]


def _rows(table: TableFile) -> tuple[tuple[str, ...], ...]:
    return table.sheets[0].rows


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize(
    ("codec", "encoding"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"),
        ("utf-16-be", "UTF-16"),
        ("cp1252", "Windows-1252"),
        ("mac_roman", "Mac Roman"),
    ],
)
def test_text_is_read_in_any_usual_encoding(separator: str, codec: str, encoding: str) -> None:
    table = read_rows("a.csv", _csv(separator).encode(codec))
    assert (table.encoding, table.separator, _rows(table)) == (encoding, separator, ROWS)
    assert bool(table.notes) == (encoding not in ("UTF-8", "UTF-16"))


def test_a_stray_byte_is_told_with_its_line() -> None:
    table = read_rows("a.csv", _csv().encode() + b"caf\xe9,b\n")
    assert _rows(table)[-1] == ("café", "b")
    assert table.notes == ("One sign of it, on line 4, may be read wrongly.",)


def test_a_separator_is_told_by_rows_of_one_length() -> None:
    table = read_rows("a.csv", b"Yes, no, or both;Age\nYes, I do;3,5\nNo;4,5\n")
    assert _rows(table)[1:] == (("Yes, I do", "3,5"), ("No", "4,5"))
    table = read_rows("a.csv", b"a;b,c,d\n1;2,3,4\n", columns=("b,c,d",))
    assert _rows(table)[0] == ("a", "b,c,d")


def test_cells_of_a_workbook_are_what_a_person_sees() -> None:
    whole = _workbook(
        ("n", 3, 3.0, 0.1 + 0.2, True, None, "3,5"),
        (date(2026, 1, 31), AFTERNOON, time(9, 30), "a_x000D_\nb", None, None),
        (None, None),
        more=(("x",),),
    )  # fmt: skip
    table = read_rows("named.csv", whole)
    assert (table.format, [one.hidden for one in table.sheets]) == ("xlsx", [False, True])
    assert _rows(table) == (
        ("n", "3", "3", "0.3", "TRUE", "", "3,5"),
        ("2026-01-31", "2026-01-31 14:05:00", "09:30:00", "a\r\nb", "", "", ""),
    )


def test_an_older_workbook_is_read() -> None:
    table = read_rows("a.xls", _old_workbook(("Été", "n"), ("b", 3.0), ("c", 2.5)))
    assert table.format == "xls"
    assert _rows(table) == (("Été", "n"), ("b", "3"), ("c", "2.5"))


def test_a_workbook_whose_formats_are_broken_or_that_holds_macros_is_read_all_the_same() -> None:
    out = BytesIO()
    with ZipFile(BytesIO(_workbook(("a", "b")))) as packed, ZipFile(out, "w") as again:
        for part in packed.infolist():
            broken = part.filename == "xl/styles.xml"
            again.writestr(part.filename, b"<styles" if broken else packed.read(part))
        again.writestr("xl/vbaProject.bin", b"")
    table = read_rows("a.xlsm", out.getvalue())
    assert _rows(table) == (("a", "b"),)
    assert table.notes[0] == "It holds macros; none was run."
    assert "days in it stand as numbers" in table.notes[1]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "a.csv is empty"),
        (b"\xef\xbb\xbf \r\n", "a.csv is empty"),
        (b'a,b\n"c,d\n', "begins on line 2, a quote is not closed"),
        (b"%PDF-1.7", "is a PDF, and no table"),
        (b"<html><table>", "is a web page"),
        (b"a," * 100_000, "more than 16,384 columns"),
        (bytes(range(256)) * 9, "is no text and no workbook"),
        ("год,да\nнет,тоже нет, не было\n".encode("cp1251") * 9, "encoding that cannot be told"),
        (_workbook(("a", "b"))[:900], "it may be cut short"),
        (_workbook(("a", "b"))[:-400], "it may be cut short"),
        (_old_workbook(("a",))[:-7] + b"\x03", "it may be cut short"),
        (COMPOUND + b"\0" * 600, "it may be cut short"),
        (COMPOUND + "EncryptedPackage".encode("utf-16-le"), "is locked with a password"),
        (_packed(word__document_dot_xml=b""), "is a document of Word"),
        (_packed(content_dot_xml=b""), "LibreOffice"),
        (_packed(rows_dot_csv=b"a,b"), "is a compressed file, and no workbook"),
        (_packed(xl__workbook_dot_xml=b"<"), "it may be cut short"),
        (_saying(_workbook(("a", "b")), 400_000_001), "too large once it is unpacked"),
        (_saying(_workbook(("a", "b")), 100), "it may be cut short"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_read_is_told_in_one_sentence(content: bytes, says: str) -> None:
    with pytest.raises(BadInput) as told:
        read_rows("a.csv", content)
    assert says in told.value.what
    assert told.value.kept
    assert told.value.do


def test_a_workbook_larger_than_the_limit_is_not_looked_into() -> None:
    with pytest.raises(BadInput, match="larger than 50 MB"):
        read_rows("a.xlsx", b"PK\x03\x04" + bytes(50_000_000))


def test_an_old_workbook_that_leads_back_into_itself_is_refused() -> None:
    with pytest.raises(BadInput, match="cut short"):
        read_rows("a.xls", _leading_back())


def _with_shared_texts(book: bytes, part: str) -> bytes:
    """Return a workbook with texts that cells share, in a part of this name."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    named = f'<Override PartName="/{part}" ContentType="{kind}"/></Types>'.encode()
    out = BytesIO()
    with ZipFile(BytesIO(book)) as packed, ZipFile(out, "w") as again:
        for one in packed.namelist():
            again.writestr(one, packed.read(one).replace(b"</Types>", named))
        again.writestr(part, b"<sst/>")
    return out.getvalue()


@pytest.mark.parametrize(
    ("part", "size"),
    [
        ("xl/styles.xml", 5_000_001),
        ("xl/workbook.xml", 5_000_001),
        ("xl/theme/theme1.xml", 5_000_001),
        ("[Content_Types].xml", 5_000_001),
        ("xl/sharedStrings.xml", 60_000_001),
        ("xl/worksheets/shared.xml", 60_000_001),
        ("xl/worksheets/sheet1.xml", 200_000_001),
    ],
)
def test_a_part_of_a_workbook_larger_than_such_parts_are_is_refused(part: str, size: int) -> None:
    """The archive says so of the part; nothing as large has to be made."""
    book = _workbook(("a", "b"))
    if "shared" in part:
        book = _with_shared_texts(book, part)
    content = _saying(book, size, part)
    with pytest.raises(BadInput, match="too large once it is unpacked"):
        read_rows("a.xlsx", content)


def test_a_part_that_holds_more_than_it_says_is_not_unpacked_beyond_it() -> None:
    out = BytesIO()
    with ZipFile(BytesIO(_workbook(("a", "b")))) as packed, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for part in packed.infolist():
            bomb = part.filename == "xl/workbook.xml"
            new.writestr(part.filename, bytes(6_000_000) if bomb else packed.read(part))
    with pytest.raises(BadInput, match="cut short"):
        read_rows("a.xlsx", _saying(out.getvalue(), 300, "xl/workbook.xml"))


def test_the_limit_of_all_that_is_unpacked_can_be_lower() -> None:
    content = _workbook(("a", "b"))
    assert read_rows("a.xlsx", content, (), 100_000).sheets
    with pytest.raises(BadInput, match="too large once it is unpacked"):
        read_rows("a.xlsx", content, (), 1_000)
