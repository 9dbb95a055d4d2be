"""The pages of a council's own address, each rendered when it is asked for.

It knows no request and no secret.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from survey.delphi.files.plans import CouncilFile
from survey.delphi.life.council_life import WORDS_KEPT_DAYS
from survey.disclosure.council.round_policy import policy_said
from survey.disclosure.council.round_release import RoundRelease
from survey.questionnaire.catalogues import spoken
from survey.questionnaire.languages import direction, language_name
from survey.questionnaire.texts import Text
from survey.storage.council.council_rows import CouncilRow, round_id
from survey.web.public.app_state import PublicState, shown_keys
from survey.web.public.form.pages import ADULT
from survey.web.rendering.fallback_text import teller
from survey.web.rendering.frames import cut
from survey.web.rendering.group_answers import answers_context, say_group
from survey.web.rendering.localisation import long_date, month, speaker
from survey.web.rendering.plain_pages import PlainPages

#: States of a council in which no round comes any more.
_OVER = ("stopped", "reported")


def answering(file: CouncilFile, language: str) -> list[tuple[Text, str]]:
    """Return who agreed beforehand to answer a council, and by which month, in words."""
    return [
        (one.who, month(date.fromisoformat(f"{one.by}-01"), language)) for one in file.answered_by
    ]


class CouncilPages(PlainPages):
    """The pages of one council as it stands now."""

    def __init__(self, site: PublicState, row: CouncilRow) -> None:
        super().__init__(site.environment)
        self._site = site
        self._row = row

    def show(self, page: str, language: str, values: Mapping[str, str], **more: object) -> str:
        """Return a page; `values` fill its slots and are escaped already, `more` is for
        templates."""
        context = self.context(language) | {"page": page} | more
        frame = cut(self._site.environment, f"public/{page}.html", **context)
        return frame.fill({**self._helping(language), **values})

    def answers(
        self,
        release: RoundRelease,
        before: Sequence[RoundRelease],
        own: Mapping[int, Mapping[str, int]],
        language: str,
        values: Mapping[str, str],
    ) -> str:
        """Return how the group answered in a round, what members saw `before`, and one member's
        `own` ratings by round and question."""
        shown = answers_context(self._row.plans, release, before, own, language)
        return self.show("answers", language, values, **shown)

    @property
    def action(self) -> str:
        """Return the address that every page of the council is sent to.

        It is not that of the first page: a browser that opens it by itself has lost a page.
        """
        return f"{self.path}/on"

    @property
    def path(self) -> str:
        """Return the path of the council's own address."""
        return f"/c/{self._row.id}"

    def _helping(self, language: str) -> Mapping[str, str]:
        return self._site.support.pieces(language, self._row.file.audience.regions)

    def context(self, language: str) -> dict[str, object]:
        """Return what every template may use."""
        row, file = self._row, self._row.file
        young = file.audience.young
        return {
            "_": speaker(language),
            "t": teller(file.languages[0], language),
            "q": file,
            "language": language,
            "spoken": spoken(language),
            "direction": direction(language),
            "direction_of": direction,
            "language_name": language_name,
            "action": self.action,
            "path": self.path,
            "address": self._site.instance.settings.address_of_site + self.path,
            "stylesheet": self._site.stylesheet,
            "practice": row.practice,
            "unreviewed": not row.reviewed,
            "can_pause": False,
            "notices": (),
            "organisation": row.organisation,
            "safeguarding": row.safeguarding,
            "jurisdiction": row.jurisdiction,
            "threshold": row.threshold,
            "shares": row.shares,
            "answering": answering(row.file, language),
            "results_path": f"/r/{row.id}/",
            "results_address": f"{self._site.instance.settings.address_of_site}/r/{row.id}/",
            "of_council": True,
            "words_kept_days": WORDS_KEPT_DAYS,
            "keys": shown_keys(row.numbers_public, row.words_public),
            "age_from": young.age_from if young else ADULT,
            **self._rounds(language),
        }

    def _rounds(self, language: str) -> dict[str, object]:
        """Return what pages say of policy and rounds."""
        stands = self._row.council

        return {
            "policy": say_group(policy_said(stands.policy), language),
            "over": stands.state in _OVER,
            "fed_back": bool(stands.fed_back) and stands.state != "reported",
            **self._open_round(language),
        }

    def _open_round(self, language: str) -> dict[str, object]:
        stands = self._row.council
        study_id = round_id(self._row.id, stands.round)
        if stands.state != "round open" or not self._site.look(study_id).is_open:
            return {"round_path": "", "closing_day": ""}
        live = self._site.study(study_id)
        return {
            "round_path": live.pages.look.action,
            "closing_day": long_date(live.closes_on, language),
        }
