"""The sentences in which a release states the rules that it was made under.

A release is written in English and stays as it was signed, so its sentences are recognised here.
"""

from __future__ import annotations

#: How many people took part, as steps of the rules; those that are numbers alone need no words.
STEPS = ("under 10", "100 and more")
#: Every sentence of the rules, with a place for each number in it.
RULES = (
    "Fewer than {number} people took part, so nothing is printed.",
    "Fewer than {number} people took part, so shares are printed in words: fewer than a third, "
    "about half, more than two thirds.",
    "There are no breakdowns, and each question is published once only.",
    "A count from 1 to {most} is hidden; on sensitive questions every count below {sensitive}, "
    "zero as well.",
    "Other cells are hidden too wherever a small count could be worked out by a reader who has the "
    "printed numbers, the questionnaire and these rules. All hidden cells look the same.",
    "Counts are rounded to the nearest {nearest}, and so is the number of people who took part. "
    "The rounding is part of the protection: a printed count stands for every number that is "
    "rounded to it.",
    "A percentage is the share of a printed count in all printed counts of its question or group, "
    "where each person counts once and none is hidden; elsewhere in the printed base. So it tells "
    "no more than those, and a column adds up to 100 but for rounding.",
    "A question needs {counts} answers for counts and {percentages} for percentages.",
    "All releases of a study are checked together, so that comparing them tells of nobody. A next "
    "one needs at least {number} % new people, and at least twice as many as the smallest count "
    "printed.",
    "The range beside a percentage is a 95 % Wilson interval, widened by the rounding of the "
    "counts: it holds that of every number of people that is printed so. It describes those who "
    "answered, and is no claim about anybody else.",
    "Fewer than {number} people took part, so there are no breakdowns, and percentages are given "
    "in steps of {step}.",
    "Percentages are in whole points, and in steps of {step} where a printed base is below {base}.",
    "Percentages are in whole points, and in steps of {step} where a printed base is below {base}, "
    "with one decimal where it is at least {least}.",
    "Tables are split by one question at a time, into groups of at least {number} people, or "
    "{sensitive} where that question is sensitive, and never one sensitive question by another. A "
    "question that splits tables is never split itself.",
    "Neighbouring answers of a scale are put together in a table that is split, and its groups as "
    "the questionnaire allows, where more numbers can be printed so. What was printed once stays "
    "as it is in later releases.",
    "A table that is split is printed where at most {number} % of its numbers are hidden; groups "
    "and answers are put together as far as that helps.",
    "They are split by language only where each language printed, and the others together, have at "
    "least {number} people.",
)
