"""The words that a workbook adds itself: each sentence is one template with named places."""

from __future__ import annotations

from survey.disclosure.release import PolicyPrinted
from survey.reports.release_wording import release_said
from survey.reports.report_language import say as _

#: Shorthand, as the UK Analysis Function recommends it ("Releasing statistics in spreadsheets").
HIDDEN_SHORTHAND, UNPRINTED_SHORTHAND, NEVER_SHORTHAND = "[c]", "[x]", "[z]"

COVER, CONTENTS, NOTES = "Cover", "Contents", "Notes"
TAKING_PART, NOT_PRINTED, HIDDEN_LIST = "Taking_part", "Not_printed", "Hidden_numbers"
METHOD_FACTS, RULES, QUESTIONS = "Method_facts", "Rules", "Questions_as_asked"
WORDS_MEAN, QUOTED, CHANGE_LOG = "Words_used", "Quotes", "Changes"

ONE_TABLE = "This worksheet contains one table."
SHORTHAND_HERE = "Shorthand such as [c] is explained on the worksheet Notes."
SENSITIVE = "This question is a sensitive one, so more of its numbers are hidden."
JOINED_HERE = "Neighbouring answers were joined here, so that more numbers can be printed."
MERGED_HERE = "Groups were joined here, so that more numbers can be printed."
SUMS_HERE = (
    "Rows of the kind “answers together” count people who gave one of several answers. Adding the "
    "rounded numbers of single answers gives another, less exact number."
)
BASE_ROW = "All who answered this question"

COVER_LINES = (
    "This workbook holds every number that is printed of the study, and the questions as they "
    "were asked. The report says what they mean.",
    "It describes only the people who answered. They are not a random sample.",
)
COVER_TITLE = "Tables: {title}"
CONTENTS_TITLE = "Contents"
CONTENTS_LINE = "Each name in the first column leads to its worksheet."
NOTES_TITLE = "Notes and shorthand"
NOTES_LINE = "These notes hold for every worksheet of this workbook."
TABLE_TITLE = "Table {number}: {question}"
SPLIT_TITLE = "Table {number}: {question} By: {by}"
THEMES_TITLE = "Table {number}: themes in what people wrote about “{question}”"
TEXT_MEASURE = "Counted is who wrote something."
MEASURES = {
    "single": "Each person could choose one answer.",
    "scale": "Each person could choose one point of a scale.",
    "multiple": "Each person could choose several answers, so percentages can add up to over 100.",
    "ranking": "Counted is what each person put first.",
    "text": TEXT_MEASURE,
}
TYPES = {
    "single": "single",
    "scale": "scale",
    "multiple": "multiple",
    "ranking": "ranking",
    "text": "text",
}
KINDS = {
    "option": "answer",
    "sum": "answers together",
    "base": "base",
    "skipped": "no answer",
    "rather_not_say": "no answer",
    "no_answer": "no answer",
    "dont_know": "answer outside the base",
    "does_not_apply": "answer outside the base",
    "not_asked": "not asked",
}

ONE_WAY_HEADS = (
    "Answer",
    "Kind of row",
    "People (rounded)",
    "Percent",
    "Percent: low end of range",
    "Percent: high end of range",
)
ONE_WAY_WORDS_HEADS = ("Answer", "Kind of row", "Share in words")
GROUP_HEADS = ("{group}: people", "{group}: percent", "{group}: low end", "{group}: high end")

NOTE_ROWS = (
    (
        HIDDEN_SHORTHAND,
        "Hidden (confidential). A hidden number is small itself, or a small one could be worked "
        "out from it. It may be nought, small or large. Which it is, nobody is told.",
    ),
    (
        UNPRINTED_SHORTHAND,
        "Not available. Too few people answered for this number to be printed.",
    ),
    (NEVER_SHORTHAND, "Not applicable. There is no such number in this row."),
    ("Rounded", "Numbers of people are rounded, also the number who took part."),
    (
        "Percent",
        "Worked out from rounded numbers of people, of those who answered the question. Where "
        "each person gave one answer and none is hidden, of all printed answers together.",
    ),
    (
        "Range",
        "A 95% Wilson interval, widened by the rounding: how far a percentage may move by chance. "
        "It does not cover who chose to answer.",
    ),
    ("Base", "How many people answered the question, or answered it in a group."),
    ("Not asked", "People who were not shown the question because of an earlier answer."),
    ("Skipped", "People who were shown the question and left it empty."),
    ("Rather not say", "People who chose “I’d rather not say”."),
    (
        "Skipped or rather not say",
        "Both together, where one of the two is too small to be printed.",
    ),
    ("Don’t know, does not apply", "Answers that stand outside of the base."),
    ("Groups", "People who did not answer the splitting question are in no group."),
)

BY_LINE = "Published by {who}"
CONTACT_LINE = "Contact: {contact}"
FUNDER_LINE = "Paid for by {funder}"
LICENCE_LINE = "Licence: {licence}"
REVIEW_LINE = "Reviewed by {who}"
PROGRAM_LINE = "Made by the program, version {version}"
DAYS_LINE = "{who} ({days})."
RELEASED_LINE = "Published on {day}, release {number}."
MANY_LINE = "{count} worksheets with tables; the worksheet Contents lists them."
NONE_HERE = "There is nothing to list."

NOT_PRINTED_HEADS = ("Table", "Reason", "What would help")
HIDDEN_HEADS = ("Worksheet", "Question", "Row", "Group", "Reason")
EVERYBODY = "everybody"
WHOLE_QUESTION = "the whole question"
TAKING_HEADS = ("What was counted", "Number (rounded)")
FACT_HEADS = ("Fact", "Value")
RULE_HEADS = ("Rule", "Value")
MEANING_HEADS = ("Word", "Meaning")
QUESTION_HEADS = ("Part", "Name in other files", "What it is")
THEME_HEADS = ("Theme", "Rule", "People (rounded)", "Percent", "Percent: low end of range",
               "Percent: high end of range", "How far the two who coded agreed")  # fmt: skip
THEME_WORDS_HEADS = ("Theme", "Rule", "Share in words", "How far the two who coded agreed")
AGREED = {"reliable": "well", "tentative": "enough for a first picture", "low": "too little",
          "unknown": "cannot be said", "": NEVER_SHORTHAND}  # fmt: skip
QUOTE_HEADS = ("Words", "Language")
CHANGE_TITLE = "What changed since this report came out first"
CHANGE_HEADS = ("Day", "What changed")
CHANGE_RELEASE = "Release {number} was made, of {people}."
CHANGE_RELEASE_BARE = "Release {number} was made. None of its tables went out."
CHANGE_ADDED = "Release {number} has a question that was not there before: “{question}”"
CHANGE_DROPPED = "Release {number} has no longer the question “{question}”"
CHANGE_REWORDED = (
    "In release {number} this question stands in other words, or with other answers, and is not "
    "compared: “{question}”"
)
CHANGE_NONE = "The questions of release {number} are those of release {before}, word for word."
CHANGE_EDITION = "Edition {number} of the words of this report was approved."
CHANGE_DRAFT = "The words of this report are the draft by rule: no edition was approved."

SINCE_TITLE = "Answers beside release {number} (answers until {day})"
SINCE_LINE = (
    "The earlier answers are counted in both. Only ranges that stay apart tell a difference, and "
    "of many that are compared one may do so by chance."
)
SINCE_HEADS = (
    "Question",
    "Answer",
    "Until {day}: percent",
    "Until {day}: low end of range",
    "Until {day}: high end of range",
    "Now: percent",
    "Now: low end of range",
    "Now: high end of range",
    "What the ranges say",
)
MOVED = {1: "more often now", -1: "less often now", 0: "no clear difference"}


def rule_rows(policy: PolicyPrinted) -> tuple[tuple[str, str | int], ...]:
    """Return the rules of a release as rows: what each is about, and its number."""
    unused = UNPRINTED_SHORTHAND
    return (
        (_("A number of people below this is hidden"), policy.threshold),
        (_("The same on a sensitive question"), policy.threshold_sensitive),
        (_("Answers that a question needs for counts"), policy.base_for_counts),
        (_("Answers that a question needs for percentages"), policy.base_for_percentages),
        (_("Counts are rounded to the nearest"), policy.count_rounding),
        (_("Percentages are rounded to the nearest"), policy.percent_rounding or unused),
        (
            _("The same where the base is small"),
            policy.percent_rounding_small or unused,
        ),
        (_("Base from which percentages have one decimal"), policy.decimal_from or unused),
        (_("People that a group needs"), policy.category_people),
        (_("People that a language needs"), policy.slice_people),
        (_("People from whom on numbers are printed"), policy.numbers_from),
        (_("People from whom on tables are split"), policy.breakdowns_from),
        (_("People of this study, as a step of the rules"), _(policy.ladder)),
        *(
            (_("In words, %(number)s", number=at), release_said(text))
            for at, text in enumerate(policy.sentences, 1)
        ),
    )
