"""Reading the words of a round together with trustees: in random order, joined to nobody.

It knows the secret of the words and what people wrote for as long as the call lasts. It must not
know members, and cannot open the numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from random import SystemRandom

from survey.delphi.files.words_sheet import words_sheet
from survey.delphi.form.round_form import CHANGED_WHY
from survey.errors import Action, Do, StudyStateWrong
from survey.sealing.words_plaintext import FreeText
from survey.services.steps.latest_round import latest_round
from survey.services.steps.open_shelf import open_words
from survey.services.steps.round_texts import asked_of_words
from survey.storage.council import council_rows
from survey.storage.instance import Instance
from survey.storage.studies import study_rows

#: What was written to one prompt, statement or term: words, and whether they may be quoted.
MemberText = tuple[str, bool]


@dataclass(frozen=True, slots=True)
class RoundWords:
    """What members wrote, by the id of a prompt, statement or term, each in an order drawn afresh
    (under CHANGED_WHY what led them to another rating, of whichever statement);
    and the sheet on which a moderator turns it into the file of the next round."""

    texts: Mapping[str, tuple[MemberText, ...]]
    sheet: str

    @property
    def count(self) -> int:
        """Return the number of texts."""
        return sum(map(len, self.texts.values()))


def read_words(instance: Instance, council_id: str, sheets: Sequence[str]) -> RoundWords:
    """Open the words of the latest round with the texts of share sheets.

    StudyUnknown; StudyStateWrong while the round is open; SharesRefused;
    ClosedSetChanged; words that do not open are left out.
    """
    row, study = latest_round(instance, council_id, "Nothing was opened.")
    _require_closed(study)
    asked = asked_of_words(row, study)
    said = {
        asked[question]: _shuffled(found)
        for question, found in open_words(instance, study, sheets, asked).items()
    }
    return RoundWords(said, _sheet(row, said))


def _sheet(row: council_rows.CouncilRow, said: Mapping[str, Sequence[MemberText]]) -> str:
    plan, language = row.plans[-1], row.file.languages[0]
    asked = {one.id: one.text.in_language(language) for one in plan.prompts}
    asked |= {one.id: one.text.in_language(language) for one in plan.statements}
    asked |= {one.id: one.text.in_language(language) for one in plan.terms}
    taken = [one.id for one in row.register.statements]
    changed = said.get(CHANGED_WHY, ()) if plan.ask_changed else None
    return words_sheet(plan.kind, asked, said, taken, changed)


def _require_closed(study: study_rows.StudyRow) -> None:
    if study.closed_hash is None:
        raise StudyStateWrong(
            "The round is still open for answers.",
            kept="Nothing was opened.",
            do=("Close it first", Action(Do.CLOSE_ROUND, study.council_id or "")),
        )


def _shuffled(found: Iterable[FreeText]) -> tuple[MemberText, ...]:
    texts = [(words.text, bool(words.quote)) for words in found if words.text]
    SystemRandom().shuffle(texts)
    return tuple(texts)
