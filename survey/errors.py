"""Every error the platform raises on purpose, as one tree, and what can be done about one.

What to do is told as actions, which each door words: the command line as the command to type.

SurveyError                     what happened, what was kept, what to do
├── Refused                     a rule of the house says no (exit code 1, page 4xx)
│   ├── StudyUnknown            no study of that name here
│   ├── StudyStateWrong         the study is not in the state that this needs
│   ├── DraftMovedOn            somebody else saved the draft while one was writing
│   ├── SharesRefused           key shares missing, mistyped, foreign or too few
│   ├── ClosedSetChanged        the letters are not those counted at closing
│   ├── DisclosureRefused       a number would tell about a person
│   └── RemarksWouldGo          a change would take remarks of somebody out of a file
├── BadInput                    a file or a form that cannot be used as it is
│   ├── QuestionnaireProblems   with the list of problems
│   ├── ReportTextProblems      with the list of problems
│   └── SettingsProblems        with the list of problems
├── SealBroken                  bytes that do not open
│   ├── EnvelopeDamaged         cut short, altered, or not an envelope
│   ├── EnvelopeForeign         sealed to another study's key
│   ├── PageStateDamaged        the hidden field was altered or is of another study
│   └── PageStateExpired        the hidden field is older than two days
└── InstanceUnsound             the instance folder, its keys or its database need an operator
    ├── LetterboxShut           no letter may be taken in until an operator has put it right
    ├── ClockDoubted            the clock jumped: nothing is done by it until an operator says so
    ├── DatabaseBehind          the database is to be brought to a newer revision first
    ├── UpgradeFailed           that failed: the database is as it was
    ├── NotAsPinned             the database does not say what was pinned under the site key
    └── JournalBroken           the journal of what staff did was changed or cut off
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum, unique


@unique
class Do(StrEnum):
    """What a person can do next; the value says it in plain words, after “to”."""

    COPY_QUESTIONNAIRE = "copy a ready-made questionnaire"
    CHECK_QUESTIONNAIRE = "check the questionnaire"
    BEGIN_DRAFT = "begin a draft"
    LIST_DRAFTS = "see the drafts that are here"
    PUBLISH_STUDY = "publish it as a study"
    PUBLISH_FOR_PRACTICE = "publish it for practice"
    SEE_TASKS = "see what is left to do before a draft is published"
    LIST_STUDIES = "see the studies that are here"
    LIST_ACCOUNTS = "see the accounts that are here"
    PIN_STUDY = "compare the study with a share sheet"
    MAKE_CODES = "make codes for the study"
    PAUSE_STUDY = "pause the study"
    CLOSE_EARLY = "end the study early"
    CLOSE_STUDY = "close the study"
    OPEN_STUDY = "open the study"
    OPEN_UNASKED = "open the study without being asked again"
    REOPEN_STUDY = "take the study up again"
    REPORT_STUDY = "see the numbers of the study"
    SIGN_RELEASE = "see the tables of the release that are to be signed for"
    PUBLISH_REPORT = "publish the report of the study"
    CREATE_FOR_PRACTICE = "create the council for practice"
    LIST_COUNCILS = "see the councils that are here"
    PIN_COUNCIL = "compare the council with a share sheet"
    SEE_COUNCIL = "see what can be done with the council"
    INVITE_MORE = "invite more people"
    CHANGE_RULE = "change the rule"
    CHECK_ROUND = "check the next round"
    OPEN_ROUND = "open a round"
    CLOSE_ROUND = "close the round"
    REOPEN_ROUND = "open the round again"
    COUNT_ROUND = "count the round with the trustees"
    COUNT_AND_READ = "count the round and read its words, in one meeting of the trustees"
    READ_WORDS = "read the words with the trustees, if you have not"
    FEED_BACK = "show members how the group answered"
    STOP_COUNCIL = "end the rounds early"
    REPORT_COUNCIL = "write the report of the council"
    SIGN_COUNCIL_REPORT = "sign for the report of the council"
    END_COUNCIL = "write the last report and end the council"
    ARCHIVE = "archive it"
    ERASE_DUE = "erase what is due"
    CHECK_RESOURCES = "check the list of support services"
    CHOOSE_INSTANCE = "choose another instance folder"
    SERVE = "serve the pages"
    MIX = "mix what waits"
    RUN_DOCTOR = "look the instance over"
    VERIFY_JOURNAL = "check the journal"
    PIN_JOURNAL = "pin the journal as it is"
    REPAIR = "repair the instance"
    SEE_UPGRADE = "see what bringing the database up to date will do"
    UPGRADE = "bring the database up to date"
    GIVE_UP_LETTERS = "give up the letters that wait"
    ACCEPT_TIME = "accept the time of this machine"
    KEEP_FROM_OTHERS = "keep it from others on this machine"
    INSTALL_NOISE = "install what adds noise"
    INSTALL_CLUSTER = "install what works on a cluster"
    MAKE_READING_KEY = "make six words for reading"
    MAKE_SIGNING_KEY = "make the key with which reports are signed"
    MAKE_BACKUP_KEY = "make a key that opens backups, and keep it away from this machine"
    BACK_UP = "make a backup"
    REHEARSE_BACKUP = "rehearse a backup"
    RESTORE_ELSEWHERE = "bring a backup back into a new folder elsewhere"
    RENEW_SIGNING_KEY = "go on with another key for signing"


@dataclass(frozen=True, slots=True)
class Action:
    """Something to do; `of` is the study, council or ready-made questionnaire it is done to.

    `files` are the files or folders that it takes, where they are known, `sheets` how many share
    sheets.
    """

    do: Do
    of: str = ""
    files: tuple[str, ...] = ()
    sheets: int = 2


#: What to do: plain sentences and actions. A sentence that leads to the actions after it has no
#: full stop; an action after a full sentence speaks for itself.
Guidance = str | Action | tuple[str | Action, ...]


def advice_in(guidance: Guidance) -> Iterator[tuple[str, tuple[Action, ...]]]:
    """Return each sentence with the actions it leads to; "" where an action speaks for itself."""
    lead, actions = "", list[Action]()
    for step in guidance if isinstance(guidance, tuple) else (guidance,):
        if isinstance(step, Action) and lead and not lead.endswith("."):
            actions.append(step)
            continue
        if lead:
            yield lead, tuple(actions)
        lead, actions = (step, []) if isinstance(step, str) else ("", [])
        if isinstance(step, Action):
            yield "", (step,)
    if lead:
        yield lead, tuple(actions)


def in_plain_words(guidance: Guidance) -> str:
    """Return what to do in sentences that hold at every door."""
    return " ".join(
        f"{lead}." if lead and actions else lead or f"{actions[0].do.capitalize()}."
        for lead, actions in advice_in(guidance)
    )


class SurveyError(Exception):
    """An error that a person reads.

    `what` says what happened, `kept` what was not lost, `do` what to do next: plain sentences.
    `guidance` is what to do with its actions, for a door to word.
    """

    def __init__(self, what: str, *, kept: str = "", do: Guidance = "") -> None:
        super().__init__(what)
        self.what = what
        self.kept = kept
        self.guidance = do

    @property
    def do(self) -> str:
        """Return what to do next, in sentences that hold at every door."""
        return in_plain_words(self.guidance)

    def __str__(self) -> str:
        return " ".join(part for part in (self.what, self.kept, self.do) if part)


class Refused(SurveyError):
    """A rule of the house says no."""


class StudyUnknown(Refused):
    """No study of that name in this instance."""


class StudyStateWrong(Refused):
    """The study is not in the state that this step needs."""


class DraftMovedOn(Refused):
    """Somebody else saved the draft since the version that one wrote from."""


class RemarksWouldGo(Refused):
    """A change would take remarks out of a file that somebody wrote."""


class SharesRefused(Refused):
    """Key shares are missing, mistyped, foreign or too few."""


class ClosedSetChanged(Refused):
    """The letters found are not those that were counted when the study closed."""


class DisclosureRefused(Refused):
    """A number would tell something about one person."""


class BadInput(SurveyError):
    """A file or form that cannot be used as it is."""


class QuestionnaireProblems(BadInput):
    """A questionnaire with problems; `problems` lists them, one printable object each, and `advice`
    what could be better beside them, as far as that was looked at."""

    def __init__(
        self, what: str, problems: tuple[object, ...], advice: tuple[str, ...] = ()
    ) -> None:
        super().__init__(what)
        self.problems = problems
        self.advice = advice


class ReportTextProblems(BadInput):
    """A text of a report with problems; `problems` lists them, one printable object each."""

    def __init__(self, what: str, problems: tuple[object, ...]) -> None:
        super().__init__(
            what, kept="The text is as it was.", do="Change each line as it says, and try again."
        )
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


class DatabaseBehind(InstanceUnsound):
    """The database is of an older revision, or was not brought up to date to the end."""


class UpgradeFailed(InstanceUnsound):
    """The database could not be brought up to date; it is as it was, or its copy is kept."""


class NotAsPinned(InstanceUnsound):
    """What the database says of a study, a council or the batch is not what was pinned."""


class JournalBroken(InstanceUnsound):
    """The journal of what staff did was changed, or an end of it was cut off."""
