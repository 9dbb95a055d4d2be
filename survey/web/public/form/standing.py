"""What a form says that is paused, ended early or withdrawn, and what can be done with it then.

It keeps nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from survey.services.answering.answer_page import ASIDES, REVIEW, turn
from survey.storage.studies.study_status import Seen
from survey.web.public.app_state import LiveStudy
from survey.web.public.form.form_request import FormRequest, show
from survey.web.public.page_request import START, YOUNG
from survey.web.public.sentences import CLOSED, ENDED, OVER, PAUSED, PAUSED_IN_HAND, WITHDRAWN
from survey.web.rendering.localisation import N_, speaker

_SAYS = {"paused": PAUSED, "ended": ENDED, "withdrawn": WITHDRAWN}
_BESIDE = (*ASIDES, YOUNG)


def takes_answers(seen: Seen) -> bool:
    """Tell whether a form can be begun and sent now."""
    return seen.is_open and seen.taking == "yes"


def say_why(study: LiveStudy, language: str, seen: Seen) -> str:
    """Say to somebody who comes anew why a form takes no answers, with all that was told of it."""
    over = seen.taking == "paused" and not seen.is_open
    if over or seen.taking not in _SAYS:
        return _stands(study, language, OVER, seen)
    return _stands(study, language, _SAYS[seen.taking], seen)


def say_closed(study: LiveStudy, language: str, seen: Seen) -> str:
    """Return the page for somebody whose answers came too late, and what can still be erased."""
    return _stands(study, language, CLOSED, seen)


def _stands(study: LiveStudy, language: str, sentences: Sequence[str], seen: Seen) -> str:
    speak = speaker(language)
    heading, *paragraphs = (speak(words) for words in sentences)
    return study.pages.part(
        "public/stands.html",
        language,
        heading=heading,
        paragraphs=paragraphs,
        link=study.pages.look.results,
        link_text=speak(N_("Results, and taking answers back")),
        keeps=seen.keeps and seen.taking != "withdrawn",
        erased_path=f"{study.pages.look.results}erased" if seen.is_archived else "",
    )


def stay(req: FormRequest, seen: Seen) -> str | None:
    """Return the page that is shown instead of the next one; None where people may go on.

    In a pause nothing is asked and nothing is sent; what is on a page stays there, and can be put
    aside with a code.
    """
    language = req.draft.language
    if takes_answers(seen):
        return None
    if not seen.is_open or seen.taking != "paused":
        written = req.page == REVIEW or req.page in req.study.form.sections
        return (
            say_closed(req.study, language, seen) if written else say_why(req.study, language, seen)
        )
    if req.lost:
        return say_why(req.study, language, seen)
    if req.page not in ("", START) and _is_beside(req):
        return None
    if req.page != REVIEW and req.page not in req.study.form.sections:
        return say_why(req.study, language, seen)
    return stay_in_pause(req)


def stay_in_pause(req: FormRequest) -> str:
    """Return the page in hand once more, and say that the form is paused."""
    notice = req.notice(*PAUSED_IN_HAND)
    fields = {} if req.page == REVIEW else req.fields
    again = turn(req.study.form, req.draft, req.page, "stay", fields)
    return show(req, again, notice)


def _is_beside(req: FormRequest) -> bool:
    """Tell whether something is done beside the form: a break, support, putting it aside."""
    return req.go in _BESIDE or req.go in ("return", "keep") or req.page in _BESIDE
