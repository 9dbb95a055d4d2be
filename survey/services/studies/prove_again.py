"""Making the certificate of a published release once more, from what its readers have.

It needs no instance, and knows no tally.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from survey.disclosure.proof.prove import certificate, prove
from survey.errors import BadInput, QuestionnaireProblems
from survey.questionnaire.files.reading import from_json
from survey.services.steps.earlier_releases import require_all_before
from survey.storage.studies.releases import from_file


def prove_release(release: Any, questionnaire: Any, earlier: Sequence[Any]) -> bytes:
    """Return the certificate of a release, as `prove_again` does; all arguments are parsed JSON."""
    require_all_before(release, earlier)
    return prove_again([json.dumps(one) for one in (*earlier, release)], json.dumps(questionnaire))


def prove_again(releases: Sequence[str], questionnaire: str) -> bytes:
    """Return the certificate of the last of all releases of a study, the first one first, as JSON.

    All arguments are texts of published files. BadInput where one is not what it should be, or
    where no certificate can be made of them.
    """
    try:
        every = tuple(from_file(text) for text in releases)
        proof = prove(every, from_json(questionnaire))
    except (QuestionnaireProblems, ValueError, LookupError) as error:
        raise BadInput(
            "These are not the releases and the questionnaire of one study, or a program of before "
            "made them.",
            do="Take release.json, questionnaire.json and each release of before as published.",
        ) from error
    if proof is None:
        raise BadInput(
            "This release prints no number, so there is nothing to prove.",
            do="Read in its report why.",
        )
    if proof.failed:
        raise BadInput(
            f"{len(proof.failed)} groups of people cannot be shown to be safe from these files.",
            kept="No certificate was made.",
            do="Verify the certificate that was published.",
        )
    return certificate([one.model_dump(mode="json") for one in every], proof.tables)
