"""A code book as a CSV file: one code a line, retired and merged ones too, with their reasons."""

from __future__ import annotations

import csv
import io

from survey.answers.csv_text import plain_cell
from survey.themes.code_book import CodeBook

#: The columns, in this order; a contract.
CODE_COLUMNS = ("code", "name", "rule", "example", "under", "state", "merged_into", "reason")


def code_book_csv(book: CodeBook) -> str:
    """Return a code book as CSV text (RFC 4180, lines end in CR LF), with a header.

    `under` and `merged_into` are numbers of codes, empty where there is none.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(CODE_COLUMNS)
    for one in book.codes:
        words = (one.name, one.rule, one.example)
        places = (str(one.under or ""), one.state, str(one.into or ""), one.reason)
        writer.writerow([str(one.number), *map(plain_cell, (*words, *places))])
    return text.getvalue()
