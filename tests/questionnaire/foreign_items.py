"""What tests of readers look at in a form that was read."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

from survey.questionnaire.importing.foreign_form import ForeignForm, ForeignItem, Texts

FOREIGN = Path(__file__).parents[1] / "forms" / "foreign"
Reader = Callable[[str, bytes], ForeignForm]


def read_own(reader: Reader, file: str) -> ForeignForm:
    """Return what a reader gives of a file of ours."""
    path = FOREIGN / file
    return reader(path.name, path.read_bytes())


def items_in_order(form: ForeignForm) -> list[ForeignItem]:
    """Return all items in the order of the form."""
    return [item for section in form.sections for item in section.items]


def items(form: ForeignForm) -> dict[str, ForeignItem]:
    """Return all items by their names."""
    return {item.name: item for item in items_in_order(form)}


def said(words: Texts) -> str:
    """Return the words in the one language that there is, “” for none."""
    (found,) = words.values() or ("",)
    return found


def answers(item: ForeignItem) -> list[tuple[str, str]]:
    """Return code and words of each option."""
    return [(one.code, said(one.words)) for one in item.options]


def corpus(shared: Callable[[str], Path], kind: str) -> dict[str, tuple[Path, dict[str, str]]]:
    """Return the files of one kind kept outside the repository, with what is known of each."""
    table = shared("data/forms/index.tsv").read_text("utf-8").splitlines()
    rows = [row for row in csv.DictReader(table, delimiter="\t") if row["kind"] == kind]
    return {Path(row["file"]).name: (shared(f"data/forms/{row['file']}"), row) for row in rows}
