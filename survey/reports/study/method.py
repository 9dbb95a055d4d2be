"""How the study was done and what its numbers cannot say, generated from what was actually done."""

from __future__ import annotations

from dataclasses import dataclass

from survey.disclosure.release import Integrity, QuestionResult, Release
from survey.disclosure.rounding import WHOLE_POINTS_FROM
from survey.questionnaire.languages import english_name
from survey.reports.report_words import (
    ReportSentence,
    count_text,
    day,
    journal_head,
    listed,
    people,
    say,
    sentence,
    tell,
    told_sentence,
    who,
)
from survey.reports.study.proven import figures, hidden_cells, how_checked, proof, what_stays_open

PRACTICE = "PRACTICE: do not send to survivors"
UNREVIEWED = "Published without reviews"
CAVEAT = "This describes only the people who answered. They are not a random sample."
NOTE_TO_SURVIVORS = (
    "If you are a survivor: this report is about people who chose to answer a set of questions. It "
    "prints numbers, never a person’s own words, and no number in it stands for one person.",
    "Some of it may be hard to read. You can stop at any point, read only the key points, or ask "
    "someone you trust to read it first. Nothing here asks anything of you.",
    "If you are in danger now, call your local emergency number. If something here stays with you, "
    "it can help to talk to someone you trust or to a support line where you live.",
    "To those who answered: thank you. What you said is why these pages exist.",
)
#: What its first paragraph says where a report has quotes.
NOTE_WITH_QUOTES = (
    "If you are a survivor: this report is about people who chose to answer a set of questions. No "
    "number in it stands for one person. A few people’s own words stand in it, because they "
    "allowed it, under “In people’s words”; you can leave that part out."
)
GLOSSARY = (
    ("Base", "How many people a number is about. It stands under every chart and table."),
    ("Breakdown", "One question shown apart for several groups of people, such as age groups."),
    ("Closed set", "All envelopes that there were when the study closed, under one check number."),
    ("Envelope", "One person’s answers, sealed before they were stored."),
    (
        "Hidden",
        "A number that is not printed because it, or another one, could tell about a person.",
    ),
    ("Practice study", "A study made to try things out. Its answers say nothing about anyone."),
    (
        "Range",
        "A 95% Wilson interval, widened by the rounding of the counts: how far a percentage may "
        "move by chance, for every number of people that is printed so. It does not cover who "
        "chose to answer.",
    ),
    ("Rounded", "Moved to the nearest round number, so that the exact one stays unknown."),
    ("Trustee", "A person who holds one share of the key that opens the envelopes."),
)


@dataclass(frozen=True)
class Passage:
    """Some paragraphs, points and facts under one heading."""

    anchor: str
    title: str
    paragraphs: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()


def field_days(release: Release) -> str:
    """Return the days on which the study was open, as "1 September 2026 to 31 October 2026"."""
    first, last = day(release.study.opened_on), day(release.study.closed_on)
    return first if first == last else f"{first} to {last}"


def respondents(release: Release) -> str:
    """Return how many people answered as printed: "About 300 people answered"."""
    if release.policy.ladder == "under 10":
        return "Fewer than 10 people answered"
    text = who(release.respondents, release.policy.count_rounding)
    return f"{text[0].upper()}{text[1:]} answered"


def who_answered(release: Release) -> tuple[ReportSentence, ...]:
    """Return who answered and how they were kept safe, as plain paragraphs."""
    study = release.study
    names = listed(tuple(english_name(code) for code in study.languages))
    audience = say(study.audience, study.languages)
    open_to = told_sentence("It was open to: ", audience) if audience.text else tell()
    read_in = f"{respondents(release)} ({field_days(release)}). The questions could be read in "
    return (
        tell(f"{read_in}{names}. ", open_to),
        *(tell(paragraph) for paragraph in _kept_safe(release)),
    )


def _kept_safe(release: Release) -> tuple[str, ...]:
    study = release.study
    return (
        "The numbers describe only the people who answered. They are not a random sample. They "
        "say nothing certain about anybody else, and this report never claims that they do.",
        "Every question could be skipped. Nobody had to give a name, and no name, address, device "
        "or time of answering is kept with the answers. Each person’s answers were sealed before "
        f"they were stored, and only {study.threshold} of {study.shares} trustees together could "
        "open them.",
        _before_printing(release),
    )


def _before_printing(release: Release) -> str:
    if release.policy.ladder == "under 10":
        return "So few people answered that nothing is printed of what they said."
    if release.policy.ladder == "10-29":
        return (
            "So few people answered that shares are told in words, and a separate check tried to "
            f"work out more than the words say. It could not. {what_stays_open(release)}"
        )
    if not hidden_cells(release):
        return (
            "Before anything was printed, the numbers were rounded, and a separate check looked "
            f"for any that could tell about a person. {what_stays_open(release)}"
        )
    return (
        "Before anything was printed, small numbers were hidden and the others were rounded, and a "
        "separate check tried to work the hidden ones out. "
        f"It could not. {what_stays_open(release)}"
    )


_ENTRANCES = {
    "": "with the address alone",
    "codes": "with a code that works once",
    "both": "with the address alone, or with a code that works once",
}
_ENTRANCE_LIMITS = {
    "": (
        "We keep nothing that could identify a person, so we cannot rule out that somebody "
        "answered more than once.",
        "How people heard of the study is not recorded with the answers.",
    ),
    "codes": (
        "Each response came with a code that works once. Whoever had several could answer as "
        "often.",
        "Who was given a code was decided by those who gave them out, and is not recorded.",
    ),
    "both": (
        "Of those who came with the address alone, we cannot rule out that somebody answered more "
        "than once. A code works once.",
        "Who was given a code is not recorded. People with a code and people without one may think "
        "otherwise; the two are told apart only where both groups are large enough.",
    ),
}


def method(release: Release) -> tuple[Passage, ...]:
    """Return the method of the study, in passages, from the facts of the release."""
    return (
        _asking(release),
        _counting(release),
        _small_numbers(release),
        *_false_answers(release),
        _checking(release),
    )


def limits(release: Release) -> tuple[str, ...]:
    """Return what the numbers cannot say: CP-08 of the domain requirements, generated."""
    found = [
        "People chose to take part. Those who did not, or could not, may think otherwise.",
        "The questions were asked online only, so nobody without a safe way to go online is "
        "counted.",
        _language_limit(release),
        *_skip_limits(release),
        *_hidden_limits(release),
        _rounding_limit(release),
        *_ENTRANCE_LIMITS[release.study.entrance],
    ]
    lost = release.integrity.damaged + release.integrity.foreign
    if lost:
        found.append("Some envelopes could not be opened and are not counted (see Method).")
    if not release.study.reviewed and not release.study.practice:
        found.append(
            "The questionnaire was published from the command line; nobody reviewed it first."
        )
    if release.study.practice:
        found.append("This is a practice study: its answers say nothing about anyone.")
    return tuple(found)


def citation(release: Release) -> ReportSentence:
    """Return the line with which this report should be cited."""
    study = release.study
    title = say(study.title, study.languages)
    practice = " Practice study." if study.practice else ""
    return tell(
        told_sentence(title),
        f" Survey report, release {release.number}, {day(study.released_on)}.{practice} "
        f"Study {study.id}, closed set {study.closed_set[:16]}.",
    )


def _asking(release: Release) -> Passage:
    study = release.study
    reviewed = "yes" if study.reviewed else "no: " + UNREVIEWED.lower()
    return Passage(
        "method-asking",
        "How people were asked",
        (
            "Through a web page that sets no cookie, needs no account and loads nothing from "
            "anybody else. Every question could be skipped, and every question with choices had "
            "“I’d rather not say”. The questions are in the annex, word for word.",
        ),
        facts=(
            ("Open", field_days(release)),
            ("People came in", _ENTRANCES[release.study.entrance]),
            ("Languages", listed(tuple(english_name(code) for code in study.languages))),
            ("Practice study", "yes" if study.practice else "no"),
            ("Reviewed before it opened", reviewed),
            *(
                [("Everyone agreed to version", f"{study.consent_version} of the consent text")]
                if study.consent_version
                else []
            ),
            ("Check number of the questionnaire", study.questionnaire_fingerprint),
        ),
    )


def _counting(release: Release) -> Passage:
    study, found = release.study, release.integrity
    facts = [("Check number of the closed set", study.closed_set)]
    if study.numbers_key:
        facts.append(("Check numbers of the keys", f"{study.numbers_key}; {study.words_key}"))
    if study.journal is not None:
        facts.append(("Journal of what staff did", journal_head(study.journal)))
    if found.envelopes is not None and found.counted is not None:
        facts = [*_envelopes(found), *facts]
    return Passage(
        "method-counting",
        "How the answers were kept and counted",
        (
            "Each person’s answers were sealed into one envelope, to a key that the web page does "
            f"not have. That key was split into {study.shares} shares. It took "
            f"{study.threshold} of them, held by different trustees, to open the envelopes.",
            "When the study closed, the set of envelopes was fixed under a check number. Only that "
            "set was opened. What could not be counted was left out, and is listed here. An answer "
            "that contradicts itself counts as left blank; the other answers of that person count. "
            + _blank(found)
            + ("" if found.envelopes is not None else _too_few(found)),
        ),
        facts=tuple(facts),
    )


def _blank(found: Integrity) -> str:
    if found.blanks_are_people:
        return "Forms that were sent without any answer count among the people. "
    return "Forms that were sent without any answer are counted apart, and are not people here. "


def _envelopes(found: Integrity) -> list[tuple[str, str]]:
    return [
        (
            "Envelopes in the closed set" + (" but for blank ones" if found.blank else ""),
            f"about {found.envelopes:,}",
        ),
        ("Counted", f"about {found.counted:,}"),
        ("Damaged, not counted", f"{found.damaged:,}"),
        ("Sealed for another study, not counted", f"{found.foreign:,}"),
        ("Copies of another envelope, not counted", f"{found.copies:,}"),
        *(
            [("Sent without any answer, nobody among the people", f"about {found.blank:,}")]
            if found.blank is not None
            else []
        ),
    ]


def _too_few(found: Integrity) -> str:
    whole = found.damaged + found.foreign + found.copies == 0
    state = "All could be counted." if whole else "Not all could be counted."
    return f"There were so few that their number is not printed. {state}"


def _small_numbers(release: Release) -> Passage:
    policy = release.policy
    why = "A small number can point at a person, most of all for a reader who knows that person. "
    if policy.ladder in ("under 10", "10-29"):
        why += "So few people answered that no number of answers is printed at all."
    else:
        why += (
            f"So a number that stands for fewer than {people(policy.threshold)} is hidden, and for "
            f"fewer than {policy.threshold_sensitive} where the question is a sensitive one. "
            "Further numbers are hidden with them where a hidden one could otherwise be worked "
            "out. Both kinds look the same. A hidden number may be nought, small or large."
        )
    return Passage("hidden-cells", "Why some numbers are hidden", (why,), points=policy.sentences)


def _false_answers(release: Release) -> tuple[Passage, ...]:
    """Explain the number of false answers beside a finding, where there may be any."""
    if release.study.entrance == "codes" or release.policy.ladder in ("under 10", "10-29"):
        return ()
    return (
        Passage(
            "method-false",
            "How many false answers a finding survives",
            (
                "A web page that asks for no name cannot keep false answers out. So each finding "
                "says how many it would survive. Suppose that so many people answered falsely, all "
                "in the same way. Without them the share would still bear out what the title says, "
                "or, where the title has no word for it, stay within its range.",
            ),
        ),
    )


def _checking(release: Release) -> Passage:
    return Passage(
        "method-audit",
        "The check before printing",
        (how_checked(release), *proof(release)),
        facts=figures(release),
    )


def _language_limit(release: Release) -> str:
    names = tuple(english_name(code) for code in release.study.languages)
    only = "only in" if len(names) == 1 else "in"
    return f"The questions could be read {only} {listed(names)}, and in no other language."


def _skip_limits(release: Release) -> list[str]:
    skipped = [
        (row.shown, number, question)
        for number, question in enumerate(release.questions, 1)
        for row in question.missing
        if row.kind in ("skipped", "no_answer")
    ]
    told = [
        (shown, number)
        for shown, number, question in skipped
        if not shown.hidden and shown.count and not _is_meant_to_stay_empty(question)
    ]
    most = sorted(told, key=lambda item: -(item[0].count or 0))[:3]
    found = []
    if most:
        named = listed(tuple(f"Question {n} (about {count_text(s)} people)" for s, n in most))
        of_all = "Skipped most often, of questions that were asked of everybody"
        found.append(f"{of_all}: {named}. The tables give this for every question.")
    hidden = sum(1 for shown, _, _ in skipped if shown.hidden)
    if hidden:
        which = "one question" if hidden == 1 else f"{hidden} questions"
        found.append(f"For {which}, how many people skipped it is hidden.")
    return found


def _is_meant_to_stay_empty(question: QuestionResult) -> bool:
    """Tell whether most people have good reason to give no answer: a question for own words, or one
    that more people were not asked than answered it, as far as both are printed."""
    if question.type == "text":
        return True
    away = [row.shown.count for row in question.missing if row.kind == "not_asked"]
    if not away:
        return False
    return away[0] is None or question.base.count is None or away[0] > question.base.count


def _hidden_limits(release: Release) -> list[str]:
    hidden = hidden_cells(release)
    withheld = sum(1 for question in release.questions if _withheld(question))
    refused = sum(len(question.refusals) for question in release.questions)
    parts = [
        text
        for number, text in (
            (hidden, f"{hidden} numbers are hidden" if hidden > 1 else "one number is hidden"),
            (withheld, f"{withheld} questions" if withheld > 1 else "one question"),
            (refused, f"{refused} breakdowns" if refused > 1 else "one breakdown"),
        )
        if number
    ]
    if not parts:
        return []
    if hidden and len(parts) > 1:
        rest = f"{listed(tuple(parts[1:]))} not printed at all"
        return [sentence(f"{parts[0]}, and {rest}")]
    return [sentence(parts[0] if hidden else f"{listed(tuple(parts))} not printed at all")]


def _withheld(question: QuestionResult) -> bool:
    return question.form == "withheld"


def _rounding_limit(release: Release) -> str:
    policy = release.policy
    if policy.ladder in ("under 10", "10-29"):
        return "So few people answered that no share is given as a number."
    percent = ""
    if policy.percent_rounding is not None:
        step = "whole percent" if policy.percent_rounding == 1 else f"{policy.percent_rounding}%"
        percent = f", and percentages to the nearest {step}"
    few = policy.percent_rounding_small
    if few is not None and few != policy.percent_rounding:
        percent += f" ({few}% where the base is below {WHOLE_POINTS_FROM})"
    if policy.decimal_from is not None:
        percent += f", or to one decimal where the base is {policy.decimal_from:,} or more"
    return (
        f"Counts are rounded to the nearest {policy.count_rounding}{percent}. "
        "Counts may therefore not add up to their totals, nor percentages to 100."
    )
