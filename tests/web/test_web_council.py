"""A council's pages: joining, the six words, answering a round, and how the group answered."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from survey.delphi.rule import CouncilPolicy
from survey.delphi.statistics.feedback import feedback, pressing
from survey.delphi.statistics.missing import missing
from survey.disclosure.council.round_policy import policy_said
from survey.questionnaire.catalogues import INTERFACE, catalogue
from survey.sealing.codes.member_receipts import receipt_numbers
from survey.sealing.codes.phrases import WORD_NUMBERS
from survey.services.councils.check_slip import check_slip
from survey.services.councils.close_round import close_round
from survey.services.councils.publish_council_report import (
    publish_council_report,
    report_standing,
    sign_council_report,
)
from survey.services.councils.read_words import read_words
from survey.services.councils.steer_council import stop_council
from survey.services.steps.council_report import council_report
from survey.storage.instance import Instance
from survey.storage.schema import invitations, joinings, letters
from survey.web.rendering.localisation import figure, speaker
from tests.conftest import Clock
from tests.web.members import FILE, Gathered, again, plan, words_on
from tests.web.test_web_languages import english_in
from tests.web.visitor import Page, Visitor, six_words

pytestmark = pytest.mark.slow  # whole rounds of a council

Gather = Callable[..., Gathered]

STATE = re.compile(r'name="s" value="[^"]*"')
SLIP = re.compile(r'<p class="words" lang="en" dir="ltr">([a-z0-9-]{20})</p>')
NO_CODE = "This code was not found here."
NO_MEMBER = "These words were not found in this group."


@pytest.fixture
def gather(instance: Instance, public_app: Flask, clock: Clock) -> Gather:
    """Give what makes a council of so many people."""
    return lambda people=3: Gathered(instance, public_app, clock, people)


@pytest.fixture
def rated(gather: Gather) -> tuple[Gathered, str]:
    """Give a council of eight that rated once, and the round that rates again."""
    gathered = gather(8)
    words = gathered.all_join()
    first = gathered.open(plan())
    for place, six in enumerate(words[:7], 2):
        gathered.rate(first, six, S1=f"p{place}", S2="p5")
    gathered.rate(first, words[7], S1="p9")
    gathered.count(first)
    return gathered, gathered.open(again())


def waiting(gathered: Gathered) -> int:
    """Give how many letters wait."""
    with gathered.instance.engine.connect() as connection:
        return connection.execute(select(func.count()).select_from(letters)).scalar_one()


def unlike(words: str) -> str:
    """Give six words of which one is another."""
    return " ".join([*words.split(" ")[:5], "elsewhere"])


def answers(gathered: Gathered, words: str, **environ: str) -> Page:
    """Give the page that shows how the group answered, or says why not."""
    return gathered.visitor(**environ).press("answers", other={"w": words})


def test_before_joining_people_read_how_to_leave_and_what_they_accept(gather: Gather) -> None:
    """Leaving quickly first; then who asks, the consent, and the policy in plain sentences."""
    gathered = gather()
    visitor = gathered.visitor()
    assert visitor.open().headings == ["Leaving quickly"]
    page = visitor.press("next")
    for words in ("The Listening House", "You can stop at any time.", "If you are in danger now"):
        assert words in page.words
    for said in policy_said(FILE.policy):
        assert str(said) in page.words
    for said in (
        "These rules are fixed when the first round opens.",
        "Moderators read the words that you write, mixed with those of others and with no name.",
        "until the next round opens, and for 90 days at most.",
        "You can leave at any time, and need not say so or why.",
    ):
        assert said in page.words
    assert "PRACTICE" in page.words


def test_a_code_gives_six_words_once_and_the_same_page_gives_them_again(gather: Gather) -> None:
    """Sent twice, over a slow line, it is one membership with the same words."""
    gathered = gather()
    visitor = gathered.visitor()
    sent = {**visitor.page.fields, "c": [gathered.codes[0].upper()], "go": ["accept"]}
    first = words_on(visitor.post(sent))
    assert len(first.split(" ")) == 6
    page = visitor.post(sent)
    assert words_on(page) == first
    assert "Nothing was done twice." in page.words


def test_nobody_joins_a_council_that_was_stopped_meanwhile(gather: Gather) -> None:
    """A page that was open with a good code in its field: it says so, and nothing is kept."""
    gathered = gather()
    late = gathered.visitor()
    gathered.join(gathered.codes[0])
    today = gathered.clock().date()
    stopped = stop_council(gathered.instance, gathered.id, "The team went away.", today)
    assert stopped.joined == 1
    page = late.press("accept", other={"c": gathered.codes[1]})
    assert page.headings == ["Joining has ended."]
    assert not six_words(page)
    with gathered.instance.engine.connect() as connection:
        for table in (invitations, joinings):
            assert connection.execute(select(func.count()).select_from(table)).scalar_one() == 0


def test_wrong_and_used_codes_look_the_same_and_stay_in_their_field(gather: Gather) -> None:
    """The same sentence on the same page; what was typed is kept, and another try can be right."""
    gathered = gather()
    gathered.join(gathered.codes[0])
    pages = []
    for typed in (gathered.codes[0], "2222-2222-22222"):
        page = gathered.join(typed).page
        assert NO_CODE in page.words
        assert page.offered["c"] == [typed]
        pages.append(STATE.sub("", page.html).replace(typed, ""))
    assert pages[0] == pages[1]
    assert words_on(gathered.join(gathered.codes[1]).page)


@pytest.mark.parametrize("aside", ["break", "support"])
def test_a_look_beside_leads_back_to_where_somebody_was(gather: Gather, aside: str) -> None:
    """To the code that was typed, and to the words that were shown, in any language."""
    gathered = gather()
    visitor = gathered.visitor()
    visitor.press(aside, other={"c": "half-a-code"})
    assert visitor.press("return").offered["c"] == ["half-a-code"]
    words = words_on(visitor.press("accept", other={"c": gathered.codes[0]}))
    visitor.press(aside)
    visitor.press("return")
    page = visitor.press("language:ar")
    assert words_on(page) == words
    assert '<html lang="ar" dir="rtl">' in page.html
    assert english_in(page.html) == []


def test_who_is_too_young_is_led_to_support_and_back(gather: Gather) -> None:
    """Nobody is let in by accident: the way back leads to the page for young people."""
    visitor = gather().visitor()
    assert visitor.press("young").headings == ["This form is not for you yet"]
    visitor.press("support")
    visitor.press("return")
    assert "young" not in visitor.page.buttons
    assert "accept" in visitor.press("return").buttons


def test_when_joining_ends_it_is_said_kindly_and_the_group_has_its_page(gather: Gather) -> None:
    """On a page that was open meanwhile, and to those who come later."""
    gathered = gather(4)
    late = gathered.visitor()
    unused = gathered.codes.pop()
    gathered.all_join()
    study_id = gathered.open(plan())
    page = late.press("accept", other={"c": unused})
    assert page.headings == ["Joining has ended."]
    assert "ask whoever gave you the code" in page.words
    page = gathered.visitor().page
    assert "A round is open" in page.words
    assert f'action="/f/{study_id}/on"' in page.html
    assert "answers" not in page.buttons
    assert "If you have a printed code that you did not use" in page.words


def test_a_round_is_answered_with_the_words_and_counts_once(gather: Gather) -> None:
    """Two pages before the first question; a second time it is said before anything is asked."""
    gathered = gather()
    words = gathered.all_join()
    study_id = gathered.open(plan())
    visitor = Visitor(gathered.app, study_id)
    visitor.open()
    page = visitor.press("next")
    assert page.headings == ["The first look"]
    assert "young" not in page.buttons
    page = visitor.press("begin", other={"w": unlike(words[0])})
    assert NO_MEMBER in page.words
    assert page.offered["w"] == unlike(words[0]).split(" ")
    page = visitor.press("begin", other={"w": words[0].upper().replace(" ", "-")})
    assert "q.S1" in page.offered
    sent = gathered.rate(study_id, words[0], S1="p3")
    assert sent.page.headings == ["Thank you"]
    assert f"/c/{gathered.id}" in sent.page.links
    page = gathered.member(study_id, words[0]).page
    assert "Your answers for this round were sent before." in page.words
    assert "q.S1" not in page.offered
    assert waiting(gathered) == 1


def test_two_pages_of_one_member_count_once_and_show_one_receipt(gather: Gather) -> None:
    """What was taken in has one receipt, so a retry from anywhere shows the words that work."""
    gathered = gather()
    words = gathered.all_join()
    study_id = gathered.open(plan())
    both = [gathered.member(study_id, words[0]) for _ in range(2)]
    for visitor in both:
        visitor.press("review")
    receipts = [words_on(visitor.press("send", other={"r": "yes"})) for visitor in both]
    assert receipts[0] == receipts[1] != words[0]
    assert "They arrived, and they count once." in both[1].page.words
    assert waiting(gathered) == 1


def test_receipts_of_members_differ_by_member_and_round() -> None:
    """Six numbers of the list, the same for the same member and round."""
    roots, rounds = (bytes(32), bytes(31) + b"\1"), (1, 2)
    drawn = [receipt_numbers(root, round_) for root in roots for round_ in rounds]
    assert len(set(drawn)) == 4
    assert receipt_numbers(roots[0], 1) == drawn[0]
    assert all(number in WORD_NUMBERS for numbers in drawn for number in numbers)
    assert {len(numbers) for numbers in drawn} == {6}


def test_words_are_asked_for_again_when_what_was_known_is_lost(gather: Gather) -> None:
    """Everything in hand is kept, the wish for a receipt too; then it goes on to be sent."""
    gathered = gather()
    words = gathered.all_join()
    study_id = gathered.open(plan())
    visitor = gathered.member(study_id, words[1])
    visitor.page.fields["s"] = ["damaged"]
    page = visitor.press("next", S1="p8")
    assert "What is on this page is still here." in page.words
    visitor.press("review")
    page = visitor.press("send", other={"r": "yes"})
    assert "Your six words are needed again." in page.words
    visitor.press("break")
    visitor.press("return")
    visitor.press("send", other={"r": "yes"})
    assert NO_MEMBER in visitor.press("begin", other={"w": unlike(words[1])}).words
    page = visitor.press("begin", other={"w": words[1]})
    assert page.fields["r"] == ["yes"]
    assert "8" in page.words
    assert words_on(visitor.press("send"))
    assert waiting(gathered) == 1


def test_a_page_of_words_that_was_open_too_long_still_lets_members_in(gather: Gather) -> None:
    """Nothing was written yet, so nothing is lost; without the words nobody goes past it."""
    gathered = gather()
    words = gathered.all_join()
    study_id = gathered.open(plan())
    visitor = Visitor(gathered.app, study_id)
    visitor.open()
    visitor.press("next")
    visitor.page.fields["s"] = ["damaged"]
    assert NO_MEMBER in visitor.press("begin", other={"w": "wrong"}).words
    visitor.page.fields["s"] = ["damaged"]
    page = visitor.press("begin", other={"w": words[0]})
    assert "q.S1" in page.offered
    assert "You can begin again here." in page.words


def test_a_round_can_be_put_aside_and_taken_up_without_the_words(gather: Gather) -> None:
    """The code to come back with is enough: who is a member is sealed with the answers."""
    gathered = gather()
    words = gathered.all_join()
    study_id = gathered.open(plan())
    visitor = gathered.member(study_id, words[0])
    visitor.press("pause", S1="p2")
    code = words_on(visitor.press("keep"))
    other = Visitor(gathered.app, study_id)
    other.open()
    other.press("next")
    assert "not those that you have as a member" in other.press("resume").words
    page = other.press("open", other={"w": code})
    assert page.fields["q.S1"] == ["p2"]
    other.press("review")
    assert other.press("send").headings == ["Thank you"]


def test_members_read_how_the_group_answered_and_others_do_not(
    rated: tuple[Gathered, str],
) -> None:
    """The group's sentences, one's own last rating beside them, reasons on both sides."""
    gathered, _ = rated
    page = answers(gathered, gathered.words[0])
    assert "The middle of the group was 5.5." in page.words
    assert "Your last rating was 2, and the middle of the group was 5.5." in page.words
    assert "You do not need to change it." in page.words
    assert page.words.index("People know where they stand.") < page.words.index("Answers take")
    other = answers(gathered, gathered.words[7]).words
    assert "Your last rating was 9, and the middle" in other
    assert other.count("Your last rating") == 1, "the other statement was not rated"
    page = answers(gathered, unlike(gathered.words[0]))
    assert NO_MEMBER in page.words
    assert "middle" not in page.words


def test_a_round_that_rates_again_shows_group_and_own_beside_each_question(
    rated: tuple[Gathered, str],
) -> None:
    """The rating first, then what is folded; nothing of one's own for who rated nothing."""
    gathered, study_id = rated
    page = gathered.member(study_id, gathered.words[1]).page
    places = [page.words.index(words) for words in (
        "A report gets an answer.", "You gave 3.", "I do not agree at all",
        "For and against", "Reasons for it", "People know where they stand.",
        "Reasons against it", "Answers take much time.", "The middle of the group was 5.5.",
        "One form works everywhere.",
    )]  # fmt: skip
    assert places == sorted(places)
    assert page.words.count("People know where they stand.") == 1
    assert 'aria-describedby=" q.S1.group"' in page.html
    assert page.words.count("How much do you agree?") == 0
    assert page.html.count('class="last"') == 2
    last = gathered.member(study_id, gathered.words[7]).page
    assert "You gave 9." in last.words
    assert last.words.count("You gave") == 1, "the other statement was not rated"
    assert last.html.count('class="last"') == 1


def test_beside_a_rating_stands_one_short_sentence_that_fits_its_numbers(
    rated: tuple[Gathered, str],
) -> None:
    """No sentence is longer than 14 words, and none presses anybody."""
    gathered, study_id = rated
    page = gathered.member(study_id, gathered.words[1]).page
    said = re.findall(r'<p class="told" id="q.S\d.group">(.*?)</p>', page.html)
    assert said == [
        "The group is not of one mind: half gave 3.75 to 7.25. You gave 3.",
        "The middle of the group lies at 4 to 6. You gave 5.",
    ]
    sentences = [sentence for one in said for sentence in one.split(". ")]
    assert all(len(one.split()) <= 14 and not pressing(one) for one in sentences)


def test_terms_are_told_with_what_they_are_about(gather: Gather) -> None:
    """Two terms of the same words are told apart; nothing is shown as somebody's own."""
    gathered = gather(8)
    words = gathered.all_join()
    terms = [
        {"id": id_, "text": {"en": "such images"}, "help": {"en": about}}
        for id_, about in (("T1", "Made under pressure."), ("T2", "Shared later."))
    ]
    study_id = gathered.open(plan("choose words", statements=(), terms=terms))
    for place, six in enumerate(words):
        gathered.rate(study_id, six, T1="use" if place < 5 else "avoid", T2="care")
    gathered.count(study_id)
    page = answers(gathered, words[0])
    assert page.words.index("Made under pressure.") < page.words.index("Shared later.")
    assert "More than half of the answers say" in page.words
    assert "Your last" not in page.words


def test_a_member_who_reads_arabic_meets_no_english_sentence(rated: tuple[Gathered, str]) -> None:
    """From right to left, with what the group answered said in Arabic."""
    gathered, study_id = rated
    arabic = {"HTTP_ACCEPT_LANGUAGE": "ar"}
    visitor = gathered.member(study_id, gathered.words[1], **arabic)
    pages = [gathered.visitor(**arabic).page, visitor.page, visitor.press("next")]
    pages.append(answers(gathered, gathered.words[1], **arabic))
    for page in pages:
        assert '<html lang="ar" dir="rtl">' in page.html
        assert english_in(page.html) == []
        assert "The middle" not in page.words
    assert "أعطيتم 3." in pages[1].words


def test_an_address_that_asks_too_often_is_asked_to_wait(gather: Gather) -> None:
    """For codes, and for words; nothing that was typed is lost."""
    gathered = gather()
    visitor = gathered.visitor(REMOTE_ADDR="8.8.8.8")
    for _ in range(gathered.instance.settings.address_hourly):
        assert visitor.press("accept", other={"c": "wrong"}).headings == ["What should change"]
    page = visitor.press("accept", other={"c": "wrong"})
    assert visitor.response.status_code == 429
    assert page.offered["c"] == ["wrong"]
    assert words_on(visitor.press("accept", other={"c": gathered.codes[1]})), "a right one counts"
    assert words_on(gathered.join(gathered.codes[0]).page), "others are not kept out"


def test_there_is_no_council_of_another_name(public_app: Flask) -> None:
    """The usual page, for reading and for sending."""
    visitor = Visitor(public_app, "none")
    assert visitor.open("/c/nothere").headings == ["This page is not here."]
    assert visitor.response.status_code == 404
    visitor.post({"go": ["next"]}, "/c/nothere")
    assert visitor.response.status_code == 404


@pytest.mark.parametrize("language", [code for code in INTERFACE if code != "en"])
@pytest.mark.parametrize("people", [3, 6, 10, 20])
def test_what_a_group_is_told_can_be_said_in_every_language(language: str, people: int) -> None:
    """Every sentence that feedback makes is in the catalogues."""
    policy = CouncilPolicy()
    for ratings in ([1, 9] * (people // 2), [8] * people, [5, 6] * (people // 2)):
        counted = missing(len(ratings), 2 * people, policy.rule)
        for said in feedback(ratings, counted, policy).sentences:
            assert said.words in catalogue(language)
            assert speaker(language)(said.words, **said.values) != str(said)


def test_numbers_are_written_as_a_language_writes_them() -> None:
    """With its own decimal mark, at most two decimals, and digits that everybody types."""
    assert [figure(6.5, code) for code in INTERFACE] == ["6.5", "6,5", "6,5", "6.5"]
    assert [figure(7.0, code) for code in INTERFACE] == ["7"] * 4
    assert figure(2.375, "en") == "2.38"


def test_a_member_can_have_a_number_that_says_only_that_they_took_part(gather: Gather) -> None:
    """Told first what it shows; the same on every page of theirs; others have another."""
    gathered = gather()
    words = gathered.all_join()
    study_id = gathered.open(plan())
    sent = gathered.rate(study_id, words[0], S1="p3")
    page = sent.page
    assert "Whoever sees the number with you knows that you took part." in page.words
    assert not SLIP.search(page.html)
    page = sent.press("slip:yes")
    assert "You took part in round 1" in page.words
    slip = shown_slip(page)
    again_ = sent.press("felt:fine")
    assert shown_slip(again_) == slip, "nothing on the page takes it away"
    later = gathered.member(study_id, words[0])
    assert "They arrived, and they count once." in later.page.words
    assert shown_slip(later.press("slip:yes")) == slip
    other = gathered.rate(study_id, words[1], S1="p3")
    assert shown_slip(other.press("slip:yes")) != slip
    assert check_slip(gathered.instance, gathered.id, slip).outcome == "too early"
    gathered.count(study_id)
    assert check_slip(gathered.instance, gathered.id, slip, use=True).outcome == "used"


def test_what_a_council_publishes_is_read_by_everybody(gather: Gather) -> None:
    """Nothing at first; then the report and its tables, with the ways out; no cookie, no count."""
    gathered = gather(8)
    words = gathered.all_join()
    reader = Visitor(gathered.app, "")
    address = f"/r/{gathered.id}/"
    assert "Nothing yet. The report of this group appears here" in reader.open(address).words
    study_id = gathered.open(plan())
    for six in words:
        gathered.rate(study_id, six, S1="p7", S2="p5")
    gathered.count(study_id)
    made = council_report(gathered.instance, gathered.id)
    given, today = (gathered.instance, gathered.id), gathered.clock().date()
    sign_council_report(*given, report_standing(*given).digest, "Ada", today)
    told = publish_council_report(*given, "Ada", today)
    assert told.endswith(address)
    page = reader.open(address)
    assert page.headings == ["What was published"]
    assert f"/c/{gathered.id}" in page.links
    for name in ("report.pdf", "statements.csv", "rounds.json"):
        assert address + name in page.links
        response = gathered.app.test_client().get(address + name)
        assert response.status_code == 200
        assert response.data == made.files[name]
        assert "Set-Cookie" not in response.headers
    report = gathered.app.test_client().get(address + "report.html")
    assert b"<title>Form</title>" in report.data
    assert f'<a href="{address}">What was published</a>'.encode() in report.data
    assert b'href="/leave"' in report.data
    assert "Set-Cookie" not in report.headers
    assert gathered.app.test_client().get(address + "tables.csv").status_code == 404
    assert gathered.app.test_client().get("/r/nobody/report.html").status_code == 404
    chosen = reader.post({"go": ["language:ar"]}, address)
    assert 'lang="ar" dir="rtl"' in chosen.html
    assert address in reader.open("/reports").links
    anchors = re.findall(r'id="(statement-[\w-]+|s\d[\w-]*)"', report.get_data(as_text=True))
    led = [gathered.app.test_client().get(f"{address}f/{one}") for one in anchors]
    assert any(one.status_code == 303 for one in led)


def test_members_see_what_changed_since_their_last_rating(rated: tuple[Gathered, str]) -> None:
    """Where the group lay, and what they gave, in the round before; and words that are new."""
    gathered, study_id = rated
    for place, six in enumerate(gathered.words, 2):
        gathered.rate(study_id, six, S1="p8" if place > 4 else "p6", S2="p5")
    gathered.count(study_id)
    page = answers(gathered, gathered.words[0])
    assert "In round 1 the middle of the group was 5.5. In round 1 you gave 2." in page.words
    last = answers(gathered, gathered.words[7])
    assert "In round 1 you gave 9." in last.words


def test_members_may_say_why_they_changed_and_nobody_can_tell_of_what(gather: Gather) -> None:
    """One field after all ratings; its words come to the moderator's sheet with no statement."""
    gathered = gather(8)
    words = gathered.all_join()
    gathered.count_all(gathered.open(plan()), S1="p7", S2="p5")
    study_id = gathered.open(again().model_copy(update={"ask_changed": True}))
    for six in words:
        visitor = gathered.member(study_id, six)
        while "q.your-changes" not in visitor.page.fields:
            visitor.press("next", **{key: "p6" for key in ("S1", "S2") if f"q.{key}" in
                                     visitor.page.offered})  # fmt: skip
        assert visitor.page.headings == ["What changed"]
        said = {"your-changes": f"A reason to move, {six[:5]}."}
        visitor.press("next", **said)
        while "send" not in visitor.page.buttons:
            visitor.press("next")
        assert visitor.press("send").headings == ["Thank you"]
    close_round(gathered.instance, gathered.id, gathered.clock())
    read = read_words(gathered.instance, gathered.id, gathered.sheets[:2])
    assert len(read.texts["your-changes"]) == 8
    head, _, tail = read.sheet.partition("# What led members to another rating than before")
    assert "A reason to move" not in head
    assert tail.count("A reason to move") == 8
    assert 'why_changed: ""' in tail


def test_a_page_of_words_that_is_loaded_again_says_what_became_of_them(gather: Gather) -> None:
    """Pages are sent to an address of their own, which says that they are gone; no way is lost."""
    gathered = gather()
    joined = gathered.join(gathered.codes[0])
    assert f'action="{gathered.address}/on#look"' in joined.page.html
    page = joined.open(f"{gathered.address}/on")
    assert page.headings == ["This page is back at the beginning"]
    assert "If six words were shown here, they are gone from this page." in page.words
    assert joined.press("next").headings == ["What should change"]


def shown_slip(page: Page) -> str:
    """Give the number that a page shows."""
    found = SLIP.search(page.html)
    assert found, page.words
    return found[1]
