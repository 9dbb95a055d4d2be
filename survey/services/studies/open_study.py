"""Opening a closed study: shares to numbers to a protected release, and nothing else kept.

It knows the numbers secret and the unprotected counts while it works, in memory only. It must not
store, log or return them; the words stay sealed.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from survey.answers.codec import Layout
from survey.questionnaire.files.reading import from_json
from survey.services.steps.journal_now import journal_now
from survey.services.steps.keep_release import keep_release
from survey.services.steps.make_release import MadeRelease, Opened, make_release
from survey.services.steps.open_shelf import MakeExecutor, Progress, open_shelf, require_enough
from survey.services.steps.opening_foreseen import Foreseen, closed_study, foresee
from survey.services.steps.study_policy import policy_of
from survey.storage.instance import Instance
from survey.storage.studies import releases, sealed_answers


def foresee_opening(
    instance: Instance, study_id: str, sheets: Sequence[str], today: date
) -> Foreseen:
    """Return what `open_study` is going to do with the same arguments; nothing is opened.

    What it would refuse before it opens is refused here too. The secret is put together once to see
    that the sheets suffice, and is let go of.
    """
    foreseen = foresee(instance, study_id, today)
    require_enough(foreseen.row, sheets, "numbers")
    return foreseen


def open_study(
    instance: Instance,
    study_id: str,
    sheets: Sequence[str],
    today: date,
    make_executor: MakeExecutor,
    progress: Progress = lambda done, total: None,
    workers: int = 1,
) -> Opened:
    """Open a closed study with the texts of its share sheets and store the protected release.

    What may be printed says the policy that the study was published with.
    `make_executor` gives the executor that slices are opened on; `progress` takes envelopes done
    and to do; `workers` are the processes of this machine that share protecting a large study,
    wherever it is opened: counts that are not protected yet go to no other machine.
    StudyStateWrong, SharesRefused, ClosedSetChanged or DisclosureRefused; an envelope that does not
    open is counted, never fatal.
    """
    row = closed_study(instance, study_id, today)
    policy_of(row)  # refused before anything is opened
    layout = Layout(from_json(row.questionnaire_json))
    with instance.engine.connect() as connection:
        before = releases.every(connection, study_id)
        done = journal_now(connection)
    found = open_shelf(instance, row, sheets, layout.width, make_executor, progress)
    with instance.engine.connect() as connection:
        release = make_release(
            row,
            before,
            done,
            found,
            lambda until: sealed_answers.hashes(connection, row.id, "words", until=until),
            today,
            workers,
        )
    return _published(instance, release, today, len(sheets))


def _published(instance: Instance, found: MadeRelease, today: date, sheets: int) -> Opened:
    """Store a release with its certificate."""
    release, proof = found.made.release, found.made.certificate()
    path = keep_release(instance, release, proof, today, sheets)
    return Opened(release, found.integrity, path, found.made.next_needs, found.contradicted)
