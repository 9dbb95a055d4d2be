"""What is said when something on a page of a form needs another look, by code."""

from __future__ import annotations

from collections.abc import Mapping

from survey.web.rendering.localisation import N_, listed, speaker

PROBLEMS: Mapping[str, str] = {
    "exclusive_mixed": N_(
        "“%(alone)s” does not go with the other answers that you chose. Keep either that one or "
        "the others. Nothing you chose is lost."
    ),
    "one_only": N_("This question takes one answer. Keep the one that fits best."),
    "rank_twice": N_("Two of these have the same place. Give each place once, or leave some out."),
    "too_many": N_(
        "You chose %(chosen)s, and there is room for %(limit)s. Take out %(over)s, or leave the "
        "question blank."
    ),
    "unknown_choice": N_(
        "We could not read one of the answers here. Look at it and choose again, or leave it blank."
    ),
    "too_long": N_(
        "There is room for %(limit)s characters here, and this is %(over)s more. Nothing is lost: "
        "shorten it a little."
    ),
    "points": N_(
        "This may point to you or to somebody else: %(spans)s. You can change it. If you go on as "
        "it is, we leave it out and put […] in its place."
    ),
}

#: What stands in the list above a page, where the sentence at the question would be too long.
SHORTER: Mapping[str, str] = {
    "points": N_("Something in your words may point to you or to somebody else."),
}


def problem_sentence(language: str, code: str, values: Mapping[str, object]) -> str:
    """Return the sentence for a problem on a page, with its values put in."""
    said = {
        name: listed(value, language) if isinstance(value, list) else value
        for name, value in values.items()
    }
    return speaker(language)(PROBLEMS[code], **said)
