"""Nothing is kept without a plan: every table, and every name in an instance folder."""

from __future__ import annotations

from sqlalchemy import Date

from survey.storage.schema import metadata
from survey.studies.data_plan import TABLES, ending_with


def test_every_table_has_an_end_or_a_reason_to_stay() -> None:
    assert set(TABLES) == set(metadata.tables)
    for name, kept in TABLES.items():
        assert kept.holds, name
        assert bool(kept.why) == (kept.ends == "stays"), name


def test_what_people_sent_or_wrote_never_stays() -> None:
    """Written out by hand: a table of theirs that is moved to "stays" fails here."""
    theirs = {
        *("letters", "slips", "drafts", "codes", "texts", "spent", "payments"),
        *("study_invitations", "invitation_batches", "invitations", "joinings", "members"),
        *("own_ratings", "reviewers", "reviewed_texts", "review_comments", "jobs"),
        *("opened_texts", "words_keys", "codings", "coding_settlements", "quote_proposals"),
        *("risk_flags", "risk_voices", "sheet_checks", "paid_slips"),
    }
    assert theirs <= set(ending_with("closed", "archived", "words ended", "council ended"))


def test_what_ends_can_be_told_by_the_study_or_council_it_is_of() -> None:
    for name in ending_with("closed", "archived", "words ended", "council ended"):
        assert {"study_id", "council_id", "of_id"} & set(metadata.tables[name].c.keys()), name


def test_a_table_that_is_erased_with_a_study_keeps_no_time() -> None:
    for name in ending_with("closed", "words ended", "council ended"):
        dates = [one.name for one in metadata.tables[name].c if isinstance(one.type, Date)]
        assert not dates, name
