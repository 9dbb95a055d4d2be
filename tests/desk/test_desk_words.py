"""Reading what people wrote at the desk: from six words to an approved quote."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from html import unescape

import pytest
from flask import Flask

from survey.questionnaire.texts import EMPTY
from survey.sealing.opening.share_sheets import read_sheet
from survey.services.words.open_free_texts import open_free_texts
from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.staff import journal
from survey.storage.words import opened_texts
from survey.storage.words.opened_texts import TextStage
from tests.conftest import Clock, Published
from tests.desk.conftest import DeskPage, StaffVisitor
from tests.words_study import WordsStudy, words_study

Signed = Callable[..., StaffVisitor]
Publish = Callable[..., Published]


@pytest.fixture
def study(instance: Instance, publish: Publish, clock: Clock) -> WordsStudy:
    """Give a closed study of twelve people; nobody can read yet."""
    return words_study(instance, publish, clock, moderators=())


def six_words(visitor: StaffVisitor) -> str:
    """Let a moderator make their six words, and give them."""
    visitor.get("/account")
    page = visitor.press("Make my six words")
    return " ".join(re.findall(r"<li>([a-z]+)</li>", page.html))


@pytest.fixture
def readers(staff: Signed, study: WordsStudy, clock: Clock) -> dict[str, tuple[StaffVisitor, str]]:
    """Give two moderators with their six words, after the words were opened."""
    found = {}
    for name in ("Ada", "Bea"):
        visitor = staff(name, ("moderator", study.id))
        found[name] = (visitor, six_words(visitor))
    open_free_texts(study.instance, study.id, study.sheets[:2], clock())
    return found


def begin(reader: tuple[StaffVisitor, str], study: WordsStudy) -> StaffVisitor:
    """Begin a sitting."""
    visitor, words = reader
    visitor.get(f"/studies/{study.id}/words")
    if "Stop for today" in visitor.page.words:
        visitor.press("Stop for today")
    visitor.press("Begin a sitting", six_words=words)
    assert visitor.status == 200, visitor.page.words
    return visitor


def shown(page: DeskPage) -> str:
    """Give the text on a page, "" where there is none."""
    found = re.search(r'<(p|div|blockquote) class="text".*?>(.*?)</\1>', page.html, re.DOTALL)
    return unescape(re.sub(r"<[^>]+>", "", found[2])) if found else ""


def open_one(visitor: StaffVisitor, study: WordsStudy, button: str = "Open a text") -> DeskPage:
    """Open a text from the page of words, and unfold it."""
    page = open_folded(visitor, study, button)
    return visitor.press("Unfold the text") if page.title == "One text" else page


def open_folded(visitor: StaffVisitor, study: WordsStudy, button: str = "Open a text") -> DeskPage:
    """Open a text, and leave it folded."""
    visitor.get(f"/studies/{study.id}/words")
    return visitor.press(button)


def ticks(page: DeskPage, words: str) -> list[str]:
    """Give the numbers of words on a page that fit an expression."""
    found = re.findall(r'<label for="w(\d+)">(.*?)</label>', page.html)
    return [number for number, word in found if re.search(words, word)]


def move_all(study: WordsStudy, before: TextStage, after: TextStage) -> None:
    """Let all texts of a stage go on, as if somebody had read them."""
    with writing(study.instance.engine) as connection:
        for text_id in opened_texts.in_stage(connection, study.id, before):
            opened_texts.move_on(connection, study.id, text_id, before, after)


def test_trustees_open_the_words_by_their_own_list(
    staff: Signed, study: WordsStudy, desk: Flask
) -> None:
    ann, ben = (staff(name, ("trustee", study.id)) for name in ("Ann", "Ben"))
    at = f"/studies/{study.id}/opening/words"
    assert "Words are read by 2 moderators at least" in ann.get(at).words
    for name in ("Ada", "Bea"):
        six_words(staff(name, ("moderator", study.id)))
    for number, trustee in enumerate((ann, ben)):
        trustee.get(at)
        button = "Open it together now" if number else "Give my sheet"
        trustee.press(button, words_list=read_sheet(study.sheets[number]).share.words, same="y")
        assert trustee.status == 200, trustee.page.words
    assert desk.extensions["openings"][at].child.wait().stage == "done"
    page = ben.get(f"{at}/progress")
    assert page.address == f"/studies/{study.id}/words"
    assert "Moderators read" in page.words
    assert "Quill" not in page.html
    assert "moderators read them" in ann.get(at).words


def test_nobody_reads_without_six_words_and_others_unlock_nothing(
    staff: Signed, study: WordsStudy, readers: dict[str, tuple[StaffVisitor, str]]
) -> None:
    ada, _ = readers["Ada"]
    home = f"/studies/{study.id}/words"
    assert ada.get(f"{home}/text").address == home
    ada.press("Begin a sitting", six_words=readers["Bea"][1])
    assert ada.status == 422
    assert "not your six words" in ada.page.words
    cleo = staff("Cleo", ("moderator", study.id))
    assert "not let in yet" in cleo.get(home).words
    for role in ("coordinator", "trustee", "viewer"):
        page = staff(role, (role, study.id)).get(home)
        assert "Begin a sitting" not in page.words


def test_a_reader_lets_in_a_moderator_who_came_later(
    staff: Signed, study: WordsStudy, readers: dict[str, tuple[StaffVisitor, str]]
) -> None:
    cleo = staff("Cleo", ("moderator", study.id))
    words = six_words(cleo)
    ada = begin(readers["Ada"], study)
    ada.get(f"/studies/{study.id}/words")
    assert "Cleo can read now." in ada.press("Let Cleo in").words
    begin((cleo, words), study)
    assert shown(open_one(cleo, study))


def test_six_words_are_made_anew_only_with_a_tick(staff: Signed, study: WordsStudy) -> None:
    ada = staff("Ada", ("moderator", study.id))
    first = six_words(ada)
    ada.get("/account")
    ada.press("Make six new words")
    assert ada.status == 422
    page = ada.press("Make six new words", anew="y")
    assert len(first.split()) == 6
    assert first not in page.words


def test_one_text_stands_alone_and_folded(
    study: WordsStudy, readers: dict[str, tuple[StaffVisitor, str]]
) -> None:
    ada = begin(readers["Ada"], study)
    page = open_folded(ada, study)
    texts = [words for both in study.written for words in both]
    assert not [one for one in texts if one in unescape(page.html)]
    assert "The next page asks about the police." in page.words
    page = ada.press("Unfold the text")
    assert [one for one in texts if one in unescape(page.html)] == [shown(page)]
    assert "We may have to pass on" in page.words
    again = ada.get(f"/studies/{study.id}/words/text")
    assert shown(again) == shown(page)
    assert not re.search(r"\b(24|23)\b(?! [A-Z][a-z]+ \d{4})", page.words), "but for a day"


def test_two_readers_never_have_the_same_text(
    study: WordsStudy, readers: dict[str, tuple[StaffVisitor, str]]
) -> None:
    ada, bea = begin(readers["Ada"], study), begin(readers["Bea"], study)
    for _ in range(6):
        first, second = shown(open_one(ada, study)), shown(open_one(bea, study))
        assert first
        assert second
        assert first != second
        ada.press("Leave it to a colleague")
        bea.press("No current risk in it")


def test_what_was_passed_on_is_not_drawn_for_the_same_person(
    study: WordsStudy, readers: dict[str, tuple[StaffVisitor, str]]
) -> None:
    ada = begin(readers["Ada"], study)
    seen = []
    for _ in range(8):
        seen.append(shown(open_one(ada, study)))
        assert "Somebody else reads it" in ada.press("Leave it to a colleague").words
    assert len(set(seen)) == 8


def test_words_of_a_text_are_hidden_for_everybody(
    study: WordsStudy, readers: dict[str, tuple[StaffVisitor, str]]
) -> None:
    ada = begin(readers["Ada"], study)
    move_all(study, "to look for risk", "to redact")
    page = open_one(ada, study)
    assert "Does anything point to somebody?" in page.words
    before = shown(page)
    page = ada.press("a name", word=ticks(page, r"(Quill|Thistle|Marrow)\d"))
    assert "a name" in shown(page)
    assert '<details class="fold" open' in page.html
    name = re.search(r"(Quill|Thistle)\d+", before)
    assert name
    assert name[0] not in page.html
    old = {"act": "hide place", "word": "0", "text": "", "seen": ""}
    form, _ = ada.button("a name")
    ada.post(form.action, {**form.fields, **old, "text": form.fields["text"]})
    assert ada.status == 422
    assert "changed while the page was open" in ada.page.words
    ada.press("Nothing points to anybody")
    assert "It waits for its themes" in ada.page.words


def test_nothing_is_decided_of_a_text_that_is_folded(
    study: WordsStudy, readers: dict[str, tuple[StaffVisitor, str]]
) -> None:
    ada = begin(readers["Ada"], study)
    folded = open_folded(ada, study)
    assert "No current risk in it" not in folded.words
    form, _ = ada.button("Unfold the text")
    for pressed in ("no risk", "flag", "labels", "hide name"):
        page = ada.post(form.action, {**form.fields, "act": pressed, "labels": "police"})
        assert ada.status == 422
        assert "This text was not unfolded" in page.words
        assert not shown(page)
    with study.instance.engine.connect() as connection:
        assert len(opened_texts.in_stage(connection, study.id, "to look for risk")) == 24
    ada.press("Unfold the text")
    assert "no current risk" in ada.press("No current risk in it").words
    assert not shown(open_folded(ada, study))
    assert "left it to a colleague" in ada.press("Leave it to a colleague").words


def test_ticked_words_are_never_dropped(
    study: WordsStudy, readers: dict[str, tuple[StaffVisitor, str]]
) -> None:
    ada = begin(readers["Ada"], study)
    move_all(study, "to look for risk", "to redact")
    page = open_one(ada, study)
    assert "Tick each word that points to somebody, then say what it is" in page.words
    before = shown(page)
    names = ticks(page, r"(Quill|Thistle)\d")
    for pressed in ("This one was hard", "Keep these labels", "Nothing points to anybody"):
        page = ada.press(pressed, word=names)
        assert ada.button("a name")[0].fields["word"] == names
    assert ada.status == 422
    assert "Words are ticked, and not hidden yet" in page.words
    assert shown(page) == before
    ada.press("a name", word=names)
    assert "waits for its themes" in ada.press("Nothing points to anybody").words
    move_all(study, "to redact", "done")
    move_all(study, "to code", "done")
    page = open_one(ada, study, "Look for a quote")
    while not (names := ticks(page, r"(Quill|Thistle)\d")):
        ada.press("Only count its themes")
        page = open_one(ada, study, "Look for a quote")
    for pressed in ("Propose as a quote", "Only count its themes"):
        page = ada.press(pressed, word=names)
        assert ada.status == 422
        assert "Press what they are" in page.words
        assert ada.button("a name")[0].fields["word"] == names
    ada.press("a name", word=names)
    assert "It is proposed" in ada.press("Propose as a quote").words


def test_nothing_is_hidden_without_a_word(
    study: WordsStudy, readers: dict[str, tuple[StaffVisitor, str]]
) -> None:
    ada = begin(readers["Ada"], study)
    move_all(study, "to look for risk", "to redact")
    before = shown(open_one(ada, study))
    page = ada.press("a place")
    assert ada.status == 422
    assert "Choose the words to hide" in page.words
    assert shown(page) == before


def test_two_people_decide_of_a_possible_risk(
    study: WordsStudy, readers: dict[str, tuple[StaffVisitor, str]]
) -> None:
    ada = begin(readers["Ada"], study)
    flagged = shown(open_one(ada, study))
    ada.press("Possible current risk")
    page = open_one(ada, study, "Decide of a possible risk")
    assert shown(page) == flagged
    why = "They write of this evening, and of a school."
    page = ada.press("Say what is done", reason=why)
    assert ada.status == 422
    assert why in page.html
    ada.press("Say what is done", decision="passed on", reason=why)
    assert "when another person says the same" in ada.page.words
    assert "No possible risk waits" in open_one(ada, study, "Decide of a possible risk").words
    bea = readers["Bea"][0]
    assert "A possible current risk is to be decided" in bea.get("/").words
    bea = begin(readers["Bea"], study)
    page = open_one(bea, study, "Decide of a possible risk")
    assert why in page.words
    bea.press("Say what is done", decision="passed on", reason="I agree with her.")
    assert "it is decided" in bea.page.words
    assert "A possible current risk" not in bea.get("/").words
    page = bea.get(f"/studies/{study.id}/words")
    assert "What was decided of possible risks" in page.words
    assert why in page.words
    with study.instance.engine.connect() as connection:
        noted = " ".join(one.words + one.event for one in journal.entries(connection))
    assert "decided of a possible current risk" in noted
    assert "evening" not in noted


def test_a_possible_risk_never_stands_still_between_two_people(
    study: WordsStudy, readers: dict[str, tuple[StaffVisitor, str]]
) -> None:
    ada, bea = begin(readers["Ada"], study), begin(readers["Bea"], study)
    flagged = shown(open_one(ada, study))
    page = ada.press("Possible current risk")
    button = "Decide of a possible risk"
    page = open_one(bea, study, button)
    assert shown(page) == flagged
    assert "Pass it on" not in page.words
    assert "No possible risk waits for you now" in open_one(ada, study, button).words
    assert "comes back to you" in bea.press("Leave it to a colleague").words
    for one in (ada, bea):
        assert shown(open_one(one, study, button)) == flagged
        one.press("Leave it to a colleague")
    for one in (ada, bea):
        assert shown(open_one(one, study, button)) == flagged
        one.press("Say what is done", decision="passed on", reason="A school is named.")
    assert "it is decided" in bea.page.words


def test_who_decides_is_told_where_people_were_told_nothing(
    instance: Instance, publish: Publish, clock: Clock, staff: Signed
) -> None:
    untold = partial(publish, safeguarding=EMPTY, jurisdiction=EMPTY)
    study = words_study(instance, untold, clock, moderators=("Bea",))
    ada = staff("Ada", ("moderator", study.id))
    words = six_words(ada)
    open_free_texts(study.instance, study.id, study.sheets[:2], clock())
    page = open_one(begin((ada, words), study), study)
    assert "no words on what may have to be passed on" in page.words


def test_who_approves_can_take_a_quote_back_to_hide_more(
    study: WordsStudy, readers: dict[str, tuple[StaffVisitor, str]]
) -> None:
    for before, after in (("to look for risk", "to redact"), ("to redact", "done")):
        move_all(study, before, after)
    ada, bea = begin(readers["Ada"], study), begin(readers["Bea"], study)
    page = open_one(ada, study, "Look for a quote")
    ada.press("a name", word=ticks(page, r"Quill\d"))
    ada.press("Propose as a quote")
    page = open_one(bea, study, "Approve a quote")
    assert "take it back" in page.words
    page = bea.press("Take it back to hide more")
    bea.press("a place", word=ticks(page, r"Marrow\d"))
    bea.press("Propose as a quote")
    assert "No quote of somebody else waits" in open_one(bea, study, "Approve a quote").words
    page = open_one(ada, study, "Approve a quote")
    assert "Marrow" not in page.html
    ada.press("Approve this quote")
    assert "may be printed" in ada.page.words


def test_from_risk_to_a_quote_that_another_person_approves(
    study: WordsStudy, readers: dict[str, tuple[StaffVisitor, str]]
) -> None:
    move_all(study, "to look for risk", "to redact")
    ada = begin(readers["Ada"], study)
    assert "No text waits that may be quoted" in open_one(ada, study, "Look for a quote").words
    open_one(ada, study)
    ada.press("Nothing points to anybody")
    move_all(study, "to redact", "to code")
    ada.get(f"/studies/{study.id}/words")
    assert "wait to be looked at for quotes" in ada.press("Go on without themes").words
    page = open_one(ada, study, "Look for a quote")
    words = shown(page)
    assert "The person agreed" in page.words
    assert words in [study.written[n][0] for n in range(0, 12, 2)]
    ada.press("Propose as a quote")
    assert "No quote of somebody else waits" in open_one(ada, study, "Approve a quote").words
    bea = begin(readers["Bea"], study)
    page = open_one(bea, study, "Approve a quote")
    assert shown(page) == f"“{words}”"
    assert "Ada" not in page.words
    bea.press("Approve this quote")
    page = bea.get(f"/studies/{study.id}/words")
    assert words in unescape(page.html)


def test_a_break_comes_after_ten_and_a_sitting_ends_after_twenty(
    study: WordsStudy, readers: dict[str, tuple[StaffVisitor, str]]
) -> None:
    ada = begin(readers["Ada"], study)
    for _ in range(10):
        assert shown(open_one(ada, study))
        ada.press("No current risk in it")
    assert open_one(ada, study).title == "A break"
    ada.press("Go on")
    for _ in range(10):
        assert "this sitting is over" not in ada.page.words
        assert shown(open_one(ada, study))
        ada.press("No current risk in it")
    assert "this sitting is over" in ada.page.words
    assert "begin a new sitting later" in ada.page.words
    assert "Go on" not in ada.follow("Take a break").words
    assert "Begin a sitting" in ada.get(f"/studies/{study.id}/words").words


def test_what_is_hard_is_counted_for_its_reader_alone_and_forgotten(
    study: WordsStudy, readers: dict[str, tuple[StaffVisitor, str]]
) -> None:
    ada, bea = begin(readers["Ada"], study), begin(readers["Bea"], study)
    open_one(ada, study)
    assert "Hard for you in this sitting: 1" in ada.press("This one was hard").words
    assert "Hard for you" not in open_one(bea, study).words
    begin(readers["Ada"], study)
    assert "Hard for you" not in open_one(ada, study).words


def test_labels_let_others_leave_a_text_to_somebody_else(
    study: WordsStudy, readers: dict[str, tuple[StaffVisitor, str]]
) -> None:
    ada, bea = begin(readers["Ada"], study), begin(readers["Bea"], study)
    labelled = []
    for _ in range(9):
        labelled.append(shown(open_one(ada, study)))
        assert "Content: police" in ada.press("Keep these labels", labels=["police"]).words
        ada.press("Leave it to a colleague")
    bea.get(f"/studies/{study.id}/words")
    bea.press("Keep my choice", unwanted=["police"])
    for _ in range(9):
        assert shown(open_one(bea, study)) not in labelled
        bea.press("No current risk in it")


@pytest.mark.parametrize("how", ["signing out", "quiet", "stopping", "the end"])
def test_the_key_is_forgotten(
    how: str, study: WordsStudy, desk: Flask, clock: Clock,
    readers: dict[str, tuple[StaffVisitor, str]],
) -> None:  # fmt: skip
    ada = begin(readers["Ada"], study)
    open_one(ada, study)
    sittings = desk.extensions["desk"].sittings
    held = [one.key for one in sittings._sittings.values()]
    assert held
    ada.get(f"/studies/{study.id}/words")
    if how == "signing out":
        ada.press("Sign out")
    elif how == "quiet":
        clock.forward(minutes=15)
        ada.get("/sign-in")
    elif how == "stopping":
        ada.press("Stop for today")
    else:
        ada.follow("End the words")
        ada.press("End the words for good")
        assert ada.status == 422
        ada.press("End the words for good", sure="y")
        assert "The words are gone" in ada.page.words
    assert not sittings._sittings
    assert all(one._key == b"" for one in held)


def test_six_words_are_not_carried_through_signing_in(
    study: WordsStudy, clock: Clock, readers: dict[str, tuple[StaffVisitor, str]]
) -> None:
    ada, words = readers["Ada"]
    ada.get(f"/studies/{study.id}/words")
    clock.forward(minutes=16)
    page = ada.press("Begin a sitting", six_words=words)
    assert page.title == "Sign in"
    assert words not in page.html


def test_people_to_talk_to_and_the_pages_beside(
    study: WordsStudy, readers: dict[str, tuple[StaffVisitor, str]]
) -> None:
    ada = begin(readers["Ada"], study)
    assert "Nobody is named here yet" in ada.get(f"/studies/{study.id}/words/people").words
    assert "A break" in ada.get(f"/studies/{study.id}/words/break").words
    page = open_one(ada, study)
    assert "for the team" in page.links
