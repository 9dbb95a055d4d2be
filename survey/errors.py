"""Every error the platform raises on purpose, as one tree.

SurveyError                     what happened, what was kept, what to do
├── Refused                     a rule of the house says no (exit code 1, page 4xx)
│   ├── StudyUnknown            no study of that name here
│   ├── StudyStateWrong         the study is not in the state that this needs
│   ├── SharesRefused           key shares missing, mistyped, foreign or too few
│   ├── ClosedSetChanged        the letters are not those counted at closing
│   └── DisclosureRefused       a number would tell about a person
├── BadInput                    a file or a form that cannot be used as it is
│   ├── QuestionnaireProblems   with the list of problems
│   └── SettingsProblems        with the list of problems
├── SealBroken                  bytes that do not open
│   ├── EnvelopeDamaged         cut short, altered, or not an envelope
│   ├── EnvelopeForeign         sealed to another study's key
│   ├── PageStateDamaged        the hidden field was altered or is of another study
│   └── PageStateExpired        the hidden field is older than two days
└── InstanceUnsound             the instance folder, its keys or its database need an operator
    ├── LetterboxShut           no letter may be taken in until an operator has put it right
    ├── ClockDoubted            the clock jumped: nothing is done by it until an operator says so
    └── NotAsPinned             the database does not say what was pinned under the site key
"""

from __future__ import annotations


class SurveyError(Exception):
    """An error that a person reads.

    `what` says what happened, `kept` what was not lost, `do` what to do next: plain sentences.
    """

    def __init__(self, what: str, *, kept: str = "", do: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.kept = kept
        self.do = do

    def __str__(self) -> str:
        return " ".join(part for part in (self.what, self.kept, self.do) if part)


class Refused(SurveyError):
    """A rule of the house says no."""


class StudyUnknown(Refused):
    """No study of that name in this instance."""


class StudyStateWrong(Refused):
    """The study is not in the state that this step needs."""


class SharesRefused(Refused):
    """Key shares are missing, mistyped, foreign or too few."""


class ClosedSetChanged(Refused):
    """The letters found are not those that were counted when the study closed."""


class DisclosureRefused(Refused):
    """A number would tell something about one person."""


class BadInput(SurveyError):
    """A file or form that cannot be used as it is."""


class QuestionnaireProblems(BadInput):
    """A questionnaire with problems; `problems` lists them, one printable object each."""

    def __init__(self, what: str, problems: tuple[object, ...]) -> None:
        super().__init__(what)
        self.problems = problems


class SettingsProblems(BadInput):
    """Settings with problems; `problems` lists them, one sentence each."""

    def __init__(self, what: str, problems: tuple[str, ...]) -> None:
        super().__init__(what, do=" ".join(problems))
        self.problems = problems


class SealBroken(SurveyError):
    """Bytes that do not open."""


class EnvelopeDamaged(SealBroken):
    """Cut short, altered, or not an envelope."""


class EnvelopeForeign(SealBroken):
    """Sealed to a key that is not this study's."""


class PageStateDamaged(SealBroken):
    """The hidden field was altered, or belongs to another study."""


class PageStateExpired(SealBroken):
    """The hidden field is older than two days."""


class InstanceUnsound(SurveyError):
    """The instance folder, its keys or its database need an operator."""


class LetterboxShut(InstanceUnsound):
    """No letter may be taken in until an operator has put it right; what was written stays."""


class ClockDoubted(InstanceUnsound):
    """The clock jumped: nothing is shown, forgotten or erased by it until it is accepted."""


class NotAsPinned(InstanceUnsound):
    """What the database says of a study, a council or the batch is not what was pinned."""
