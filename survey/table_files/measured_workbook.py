"""A reader of workbooks that unpacks no part beyond what such a part may hold.

What an archive says of the size of a part need not be true: a part that is read whole is counted.
"""

from __future__ import annotations

from io import BytesIO
from typing import IO, Any
from zipfile import ZipFile, ZipInfo

from openpyxl.reader.excel import ExcelReader

from survey.errors import BadInput
from survey.table_files.table_file import unreadable

#: Bytes of a part that is read whole (styles, names of sheets, theme and the like), of the texts
#: that cells share, and of a sheet.
MOST_OF_PART = 5_000_000
MOST_SHARED = 60_000_000
MOST_OF_SHEET = 200_000_000


def too_large_unpacked(name: str) -> BadInput:
    """Return the error for a workbook that would fill the memory."""
    return unreadable(
        f"{name} is too large once it is unpacked.",
        "Save the table alone in a new workbook, without formats, or as CSV.",
    )


class MeasuredWorkbook(ExcelReader):
    """Reads the cells of a workbook; BadInput where a part is larger than such parts are."""

    def __init__(self, name: str, content: bytes) -> None:
        super().__init__(BytesIO(content), read_only=True, data_only=True, keep_links=False)
        self._measured = self.archive = _MeasuredArchive(name, content)

    def read_strings(self) -> None:
        """Read the texts that cells share, whatever their part is called."""
        self._measured.most = MOST_SHARED
        super().read_strings()
        self._measured.most = MOST_OF_SHEET

    def read_chartsheet(self, sheet: Any, rel: Any) -> None:
        """Pass over a sheet that is a chart: it has no cells."""


class _MeasuredArchive(ZipFile):
    """An archive that gives no part beyond its limit."""

    def __init__(self, name: str, content: bytes) -> None:
        super().__init__(BytesIO(content))
        self._called = name
        self.most = MOST_OF_SHEET

    def open(self, name: str | ZipInfo, *args: Any, **also: Any) -> IO[bytes]:
        """Open a part that is read bit by bit, and so never beyond the size that it gives."""
        part = name if isinstance(name, ZipInfo) else self.getinfo(name)
        if part.file_size > self.most:
            raise too_large_unpacked(self._called)
        return super().open(name, *args, **also)

    def read(self, name: str | ZipInfo, pwd: bytes | None = None) -> bytes:
        """Return a part that is small, as those are that are read whole."""
        part = name if isinstance(name, ZipInfo) else self.getinfo(name)
        if part.file_size > MOST_OF_PART:
            raise too_large_unpacked(self._called)
        with self.open(part, pwd=pwd) as opened:
            return opened.read(part.file_size + 1)  # no more is unpacked, whatever lies there
