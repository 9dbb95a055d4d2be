"""A timestamp of a bundle: asked for and brought back as files, and never believed unseen."""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.x509 import Certificate

from survey.cli.main import main
from survey.errors import BadInput, Refused, SurveyError
from survey.reports.signed.bundle_zip import read_bundle, write_bundle
from survey.reports.signed.manifest import SIGNATURE, TIMESTAMP
from survey.sealing.organisation_keys import OrganisationKey, public_of
from survey.services.steps.check_bundle import check_bundle
from survey.services.steps.timestamps import (
    read_certificates,
    stamped_time,
    timestamp_request,
)
from survey.services.studies.stamp_bundle import request_of, stamped_bundle
from tests.reports.bundles import SECRET, as_bytes, signed
from tests.reports.report_inputs import held
from tests.reports.timestamp_service import TimestampService

KEY = OrganisationKey(public_of(SECRET))
FILES = signed({"release.json": as_bytes(held("words"))}, number=1)
BUNDLE = write_bundle(FILES)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> TimestampService:
    return TimestampService(tmp_path_factory.mktemp("timestamps") / "service")


@pytest.fixture(scope="module")
def answer(service: TimestampService) -> bytes:
    return service.answer(timestamp_request(FILES[SIGNATURE]))


def trusted(service: TimestampService) -> tuple[Certificate, ...]:
    return read_certificates(service.roots.read_bytes(), "roots.pem")


def test_a_request_holds_the_sum_of_the_signature_and_comes_out_the_same(tmp_path: Path) -> None:
    request = request_of(BUNDLE, "it.zip")
    assert request == timestamp_request(FILES[SIGNATURE])
    assert FILES[SIGNATURE] not in request
    (tmp_path / "asked.tsq").write_bytes(request)
    told = subprocess.run(
        ["openssl", "ts", "-query", "-in", "asked.tsq", "-text"],
        cwd=tmp_path, check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    assert "Hash Algorithm: sha256" in told
    assert "Nonce: unspecified" in told
    assert "Certificate required: yes" in told


def test_an_answer_is_checked_put_in_and_checked_again(
    service: TimestampService, answer: bytes
) -> None:
    content, stamped = stamped_bundle(BUNDLE, "it.zip", answer, trusted(service))
    assert stamped.checked
    assert abs(stamped.at - datetime.now(UTC)) < timedelta(days=1)
    found = check_bundle(content, "it.zip", (KEY,), trusted(service))
    assert found.stamped == stamped
    unseen = check_bundle(content, "it.zip", (KEY,)).stamped
    assert unseen is not None
    assert not unseen.checked
    assert read_bundle(content, "it.zip") == {**FILES, TIMESTAMP: answer}
    with pytest.raises(Refused, match="has a timestamp already"):
        stamped_bundle(content, "it.zip", answer, trusted(service))


def test_other_programs_check_it_too(
    service: TimestampService, answer: bytes, tmp_path: Path
) -> None:
    (tmp_path / "answer.tsr").write_bytes(answer)
    (tmp_path / SIGNATURE).write_bytes(FILES[SIGNATURE])
    told = subprocess.run(
        ["openssl", "ts", "-verify", "-data", SIGNATURE, "-in", "answer.tsr",
         "-CAfile", str(service.roots)],
        cwd=tmp_path, check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert "Verification: OK" in told.stdout


def test_an_answer_about_something_else_is_refused(service: TimestampService) -> None:
    other = service.answer(timestamp_request(b"another signature"))
    with pytest.raises(BadInput, match="about something else"):
        stamped_bundle(BUNDLE, "it.zip", other, trusted(service))
    spoilt = write_bundle({**FILES, TIMESTAMP: other})
    with pytest.raises(Refused, match="about something else"):
        check_bundle(spoilt, "it.zip", (KEY,))


def test_an_answer_of_a_stranger_is_refused(answer: bytes, tmp_path: Path) -> None:
    stranger = TimestampService(tmp_path / "stranger")
    with pytest.raises(BadInput, match="not signed by a service"):
        stamped_time(answer, FILES[SIGNATURE], trusted(stranger))
    content = write_bundle({**FILES, TIMESTAMP: answer})
    with pytest.raises(Refused, match="not signed by a service"):
        check_bundle(content, "it.zip", (KEY,), trusted(stranger))


def test_what_is_no_answer_is_refused_in_words(service: TimestampService, answer: bytes) -> None:
    roots = trusted(service)
    for content in (b"", b"x", bytes(100), b"\x30" * 500, bytes(200_001)):
        with pytest.raises(BadInput, match="The timestamp is not good"):
            stamped_time(content, FILES[SIGNATURE], roots)
    for at in range(0, len(answer), 7):
        with pytest.raises(BadInput, match="The timestamp is not good"):
            stamped_time(answer[:at], FILES[SIGNATURE], roots)
        turned = bytearray(answer)
        turned[at] ^= 0x41
        try:
            stamped_time(bytes(turned), FILES[SIGNATURE], roots)
        except BadInput:
            continue
        # a byte of what is not signed, such as words about the answer
        told = stamped_time(bytes(turned), FILES[SIGNATURE], roots)
        assert told == stamped_time(answer, FILES[SIGNATURE], roots)


def test_what_holds_no_root_is_refused(service: TimestampService, answer: bytes) -> None:
    with pytest.raises(BadInput, match="holds no certificate"):
        read_certificates(b"nothing", "roots.pem")
    own = read_certificates((service.folder / "own.pem").read_bytes(), "own.pem")
    with pytest.raises(BadInput, match="there is no root"):
        stamped_time(answer, FILES[SIGNATURE], own)


def run(*words: object) -> int:
    try:
        main([str(word) for word in words])
    except SystemExit as end:
        return int(end.code or 0)
    return 0


def test_a_person_carries_the_files(
    service: TimestampService, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, roots = tmp_path / "it.zip", service.roots
    path.write_bytes(BUNDLE)
    assert run("report", "timestamp-request", path) == 0
    request = tmp_path / "it.tsq"
    assert capsys.readouterr().out == f"{request}\n"
    assert run("report", "timestamp-request", path) == 1
    given = tmp_path / "given.tsr"
    given.write_bytes(service.answer(request.read_bytes()))
    capsys.readouterr()
    assert run("report", "timestamp-add", path, given, "--timestamp-roots", roots) == 0
    assert capsys.readouterr().out.startswith("timestamp 20")
    assert run("verify", path, "--timestamp-roots", roots) == 0
    assert "Timestamp: right." in capsys.readouterr().out
    assert run("verify", path) == 0
    assert "Who says so was not checked" in capsys.readouterr().out
    path.write_bytes(b"PK")
    for words in (("timestamp-request", path, "--out", tmp_path / "no.tsq"),
                  ("timestamp-add", path, given, "--timestamp-roots", roots)):  # fmt: skip
        assert run("report", *words) == 1
        assert "is not taken as a bundle" in capsys.readouterr().err
    assert not (tmp_path / "no.tsq").exists()


def test_a_damaged_bundle_is_given_no_timestamp(service: TimestampService, answer: bytes) -> None:
    spoilt = write_bundle({**FILES, "release.json": b"{}"})
    with pytest.raises(SurveyError):
        request_of(spoilt, "it.zip")
    with pytest.raises(SurveyError):
        stamped_bundle(spoilt, "it.zip", answer, trusted(service))
