"""What is kept of share sheets, on both databases."""

from __future__ import annotations

from datetime import date
from random import Random

import pytest

from survey.errors import Refused
from survey.sealing.opening.shares import split
from survey.sealing.opening.sheet_checks import checks_of
from survey.storage.instance import Instance
from survey.storage.keys import sheet_check_rows

DAY, LATER = date(2026, 3, 2), date(2026, 4, 2)
CHECKS = checks_of(
    bytes(32), "sea", split(bytes(32), bytes(32), shares=3, threshold=2), Random(3).sample
)


def test_a_sheet_is_seen_lost_and_found_again_and_its_words_go_on_in_turn(
    instance: Instance,
) -> None:
    with instance.engine.begin() as conn:
        sheet_check_rows.add(
            conn, "sea", CHECKS, DAY, holders=("Board", "Outside"), accounts=("ada",)
        )
        sheet_check_rows.add(conn, "sand", CHECKS[:1], DAY)
    with instance.engine.begin() as conn:
        first, second, third = sheet_check_rows.sheets_of(conn, "sea")
        assert [one.holder for one in (first, second, third)] == ["Board", "Outside", ""]
        assert [one.account_id for one in (first, second, third)] == ["ada", "", ""]
        assert (first.asked, first.marks) == (CHECKS[0].asked, CHECKS[0].marks)
        assert (first.words_now, first.mark_now) == (CHECKS[0].asked[0], CHECKS[0].marks[0])
        sheet_check_rows.lost(conn, second, LATER)
        sheet_check_rows.seen(conn, first, LATER, "bea")
        sheet_check_rows.seen(conn, third, LATER, "bea")
        first, second, third = sheet_check_rows.sheets_of(conn, "sea")
        assert (first.seen_on, first.account_id, third.account_id) == (LATER, "ada", "bea")
        assert first.mark_now == CHECKS[0].marks[1]
        assert (second.seen_on, second.lost_on, second.turn) == (DAY, LATER, 0)
        sheet_check_rows.seen(conn, second, LATER)
        assert sheet_check_rows.get(conn, "sea", 2).lost_on is None
        assert len(sheet_check_rows.sheets_of(conn)) == 4
        sheet_check_rows.forget(conn, "sea")
        assert [one.of_id for one in sheet_check_rows.sheets_of(conn)] == ["sand"]
        with pytest.raises(Refused, match="Nothing is kept of a share sheet 2"):
            sheet_check_rows.get(conn, "sea", 2)


def test_a_link_leads_to_one_sheet_until_its_hour_and_until_it_was_answered(
    instance: Instance,
) -> None:
    with instance.engine.begin() as conn:
        sheet_check_rows.add(conn, "sea", CHECKS, DAY)
        for number in (1, 2):
            sheet_check_rows.link(
                conn, sheet_check_rows.get(conn, "sea", number), b"%032d" % number, 9
            )
        found = sheet_check_rows.behind(conn, b"%032d" % 2, 8)
        assert found is not None
        assert found.number == 2
        assert sheet_check_rows.behind(conn, b"%032d" % 2, 9) is None
        assert sheet_check_rows.behind(conn, b"%032d" % 3, 8) is None
        sheet_check_rows.lost(conn, found, LATER)
        assert sheet_check_rows.behind(conn, b"%032d" % 2, 8) is None
