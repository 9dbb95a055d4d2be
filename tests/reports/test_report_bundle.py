"""A signed bundle: what is found in one that is right, and every way in which one can be wrong."""

from __future__ import annotations

import io
import json
import stat
import struct
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from survey.cli.main import main
from survey.errors import BadInput, Refused, SurveyError
from survey.reports.signed.bundle_zip import BundleLimits, read_bundle, write_bundle
from survey.reports.signed.manifest import MANIFEST, SIGNATURE, read_manifest
from survey.sealing.organisation_keys import (
    OrganisationKey,
    key_list,
    key_number,
    public_of,
    read_key_list,
    sign_content,
)
from survey.services.steps.check_bundle import check_bundle
from tests.reports.bundles import OTHER_SECRET, SECRET, as_bytes, proven_files, signed
from tests.reports.report_inputs import held

KEY = OrganisationKey(public_of(SECRET), "2030-01-02")
OTHER = OrganisationKey(public_of(OTHER_SECRET), "2029-01-02", "2030-01-02")


@pytest.fixture(scope="module")
def good() -> dict[str, bytes]:
    return signed(proven_files())


def said(content: bytes, keys: tuple[OrganisationKey, ...] | None = (KEY,)) -> str:
    """Return what is said of a bundle that is not right."""
    with pytest.raises(SurveyError) as refused:
        check_bundle(content, "it.zip", keys)
    return str(refused.value)


def test_a_bundle_that_is_right_says_what_it_is(good: dict[str, bytes]) -> None:
    found = check_bundle(write_bundle(good), "it.zip", (KEY, OTHER))
    assert (found.release, found.files, found.known, found.ended) == (2, 5, True, "")
    assert found.number == KEY.number
    assert found.proven is not None
    assert found.proven.printed > 20
    assert found.stamped is None
    unknown = check_bundle(write_bundle(good), "it.zip")
    assert not unknown.known
    assert unknown.number == KEY.number


def test_the_same_files_give_the_same_bundle(good: dict[str, bytes]) -> None:
    turned = dict(reversed(good.items()))
    assert write_bundle(good) == write_bundle(turned)
    assert read_bundle(write_bundle(good), "it.zip") == good


def test_a_key_that_ended_is_good_and_one_that_was_stolen_is_not() -> None:
    content = write_bundle(signed(proven_files(), OTHER_SECRET))
    assert check_bundle(content, "it.zip", (KEY, OTHER)).ended == "2030-01-02"
    stolen = OTHER.ended("2030-01-02", stolen=True)
    assert f"with the key {OTHER.number}, which was stolen" in said(content, (KEY, stolen))
    assert "which is not on the list that was given" in said(content, (KEY,))


def changed(files: dict[str, bytes], name: str, content: bytes | None) -> dict[str, bytes]:
    found = {**files}
    found.pop(name, None)
    return found if content is None else {**found, name: content}


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("tables.csv", b"other", "tables.csv is not as it was signed"),
        ("tables.csv", None, "tables.csv is missing."),
        ("more.txt", b"x", "more.txt is not one of the files that were signed."),
        (SIGNATURE, None, "manifest.sig is missing, so nobody signed it."),
        (SIGNATURE, b"", "The signature is not one of manifest.json"),
        (SIGNATURE, bytes(64), "The signature is not one of manifest.json"),
        (MANIFEST, None, "it holds no manifest.json"),
        (MANIFEST, b"", "manifest.json cannot be read: it is not JSON"),
        (MANIFEST, b"[" * 100_000, "manifest.json cannot be read: it is not JSON"),
        (MANIFEST, b"[]", "it is not of the format"),
        (MANIFEST, b"\xff", "it is not JSON"),
        ("release.json", None, "release.json is missing"),
        ("certificate.json", None, "certificate.json is missing"),
        ("questionnaire.json", b"nonsense", "questionnaire.json is not JSON"),
        ("release-1.json", None, "release-1.json is missing"),
    ],
)  # fmt: skip
def test_every_change_of_a_signed_bundle_is_named(
    good: dict[str, bytes], name: str, content: bytes | None, problem: str
) -> None:
    assert problem in said(write_bundle(changed(good, name, content)))


def test_several_problems_are_all_named(good: dict[str, bytes]) -> None:
    files = changed(changed(good, "tables.csv", b"other"), "more.txt", b"x")
    told = said(write_bundle(files), (OTHER,))
    assert "3 things are wrong" in told
    for part in ("tables.csv", "more.txt", "not on the list"):
        assert part in told


@pytest.mark.parametrize("field", ["study", "release", "program", "key", "files", "format"])
@pytest.mark.parametrize("value", [None, 7, [], {}, {"a": {}}, {"../a": 1}, True, -1, 1e9])
def test_a_manifest_of_wrong_kinds_is_refused(
    good: dict[str, bytes], field: str, value: Any
) -> None:
    fields = json.loads(good[MANIFEST])
    fields[field] = value
    manifest = as_bytes(fields)
    files = {**good, MANIFEST: manifest, SIGNATURE: sign_content(SECRET, manifest)}
    assert said(write_bundle(files))


@pytest.mark.parametrize(
    ("field", "value", "problem"),
    [
        ("study", "a.\nSignature: right, by the key of the organisation", "the id of the study"),
        ("study", "\x1b[2J", "the id of the study"),
        ("study", "a" * 41, "the id of the study"),
        ("study", "\ud800", "the id of the study"),
        ("study", "a\n", "the id of the study"),
        ("study", "", "the id of the study"),
        ("program", "1\n2", "the version of the program"),
        ("program", "\udc80", "the version of the program"),
        ("program", "1" * 101, "the version of the program"),
    ],
)
def test_a_manifest_says_nothing_that_would_look_like_a_finding(
    field: str, value: str, problem: str
) -> None:
    fields = json.loads(signed(proven_files())[MANIFEST])
    with pytest.raises(BadInput, match=f"{problem} is not one"):
        read_manifest(as_bytes(fields | {field: value}))


def test_files_that_are_signed_but_prove_nothing_are_refused() -> None:
    files = proven_files()
    release = json.loads(files["release.json"])
    release["questions"][0]["rows"][0]["shown"]["count"] += 5
    told = said(write_bundle(signed({**files, "release.json": as_bytes(release)})))
    assert "NOT proven" in told
    without = {name: content for name, content in files.items() if name != "certificate.json"}
    assert "certificate.json is missing, so nothing shows" in said(write_bundle(signed(without)))
    assert "release.json is not release 3 of" in said(write_bundle(signed(files, number=3)))
    others = {**files, "release.json": as_bytes(held("practice"))}
    assert "is wrong" in said(write_bundle(signed(others)))


@pytest.mark.parametrize("wrong", [[], {}, 5, "x", {"study": 5}, {"study": {"id": []}}, None])
def test_a_release_of_a_wrong_kind_is_refused(wrong: Any) -> None:
    files = signed(proven_files())
    spoilt = {**files, "release.json": as_bytes(wrong)}
    assert "release.json is not release 2 of" in said(write_bundle(spoilt))


def test_a_release_in_words_needs_no_proof() -> None:
    files = {"release.json": as_bytes(held("words"))}
    found = check_bundle(write_bundle(signed(files, number=1)), "it.zip", (KEY,))
    assert found.proven is None


def zipped(*entries: tuple[str | zipfile.ZipInfo, bytes], method: int = 8) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as bundle:
        for name, content in entries:
            bundle.writestr(name, content)
    return out.getvalue()


def link() -> bytes:
    entry = zipfile.ZipInfo("a.txt")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    return zipped((entry, b"/etc/passwd"))


def twice() -> bytes:
    with pytest.warns(UserWarning, match="Duplicate"):
        return zipped(("a.txt", b"1"), ("a.txt", b"2"))


def commented() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as bundle:
        bundle.writestr("a.txt", b"1")
        bundle.comment = b"hidden words"
    return out.getvalue()


def encrypted() -> bytes:
    content = bytearray(zipped(("a.txt", b"1")))
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


def lying() -> bytes:
    """A file that says it is of another size once unpacked."""
    content = bytearray(zipped(("a.txt", b"1" * 1000)))
    at = content.index(b"PK\x01\x02")
    content[at + 24 : at + 28] = struct.pack("<I", 10)
    return bytes(content)


@pytest.mark.parametrize(
    ("make", "problem"),
    [
        (lambda: b"", "it is empty"),
        (lambda: b"x", "it is damaged"),
        (lambda: b"PK\x03\x04", "it is damaged"),
        (lambda: b"PK\x05\x06" + bytes(18), "it holds 0 files"),
        (lambda: zipped(("../a.txt", b"1")), "leads into a folder"),
        (lambda: zipped(("/etc/a", b"1")), "leads into a folder"),
        (lambda: zipped(("a/b.txt", b"1")), "leads into a folder"),
        (lambda: zipped(("a\\b.txt", b"1")), "leads into a folder"),
        (lambda: zipped(("C:a.txt", b"1")), "leads into a folder"),
        (lambda: zipped((".a", b"1")), "leads into a folder"),
        (lambda: zipped(("a" * 101, b"1")), "leads into a folder"),
        (lambda: zipped(("a\u202e.txt", b"1")), "leads into a folder"),
        (twice, "it holds a.txt twice"),
        (lambda: zipped(("a.txt", b"1"), ("A.TXT", b"1")), "it holds A.TXT twice"),
        (link, "a.txt is encrypted, or no file"),
        (encrypted, "a.txt is encrypted, or no file"),
        (lambda: zipped(("a.txt", b"1"), method=zipfile.ZIP_BZIP2), "packed in a way"),
        (commented, "stands before or after"),
        (lambda: b"before" + zipped(("a.txt", b"1")), "stands before or after"),
        (lying, "it is damaged"),
        (lambda: zipped(*[(f"a{n}", b"") for n in range(601)]), "it holds 601 files"),
    ],
)  # fmt: skip
def test_a_zip_of_a_stranger_is_refused_in_words(make: Callable[[], bytes], problem: str) -> None:
    with pytest.raises(BadInput, match=r"it\.zip is not taken as a bundle") as refused:
        read_bundle(make(), "it.zip")
    assert problem in refused.value.what


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    limits = BundleLimits(bundle=1_000_000, file=3_000_000, whole=4_000_000)
    for entries in ([("a", bytes(3_000_001))], [("a", bytes(2_500_000)), ("b", bytes(2_500_000))]):
        with pytest.raises(BadInput, match="too large once unpacked"):
            read_bundle(zipped(*entries), "it.zip", limits)
    with pytest.raises(BadInput, match="larger than 1 MB"):
        read_bundle(bytes(1_000_001), "it.zip", limits)


def test_every_cut_and_every_changed_byte_is_refused_or_changes_nothing(
    good: dict[str, bytes],
) -> None:
    small = {"release.json": as_bytes(held("words"))}
    content = write_bundle(signed(small, number=1))
    for at in range(0, len(content), 97):
        with pytest.raises(SurveyError):
            check_bundle(content[:at], "it.zip", (KEY,))
        turned = bytearray(content)
        turned[at] ^= 0x55
        try:
            check_bundle(bytes(turned), "it.zip", (KEY,))
        except SurveyError:
            continue
        # a byte that no reader of zip files looks at: the files are the same
        assert read_bundle(bytes(turned), "it.zip") == read_bundle(content, "it.zip")


def test_a_list_of_keys_is_read_as_it_was_written() -> None:
    keys = (KEY, OTHER, OTHER.ended("2031-01-01", stolen=True))
    text = key_list(keys)
    assert read_key_list(text) == keys
    assert read_key_list(text.replace("\n", "\r\n")) == keys
    assert text.index(KEY.number) < text.index(OTHER.number)
    block = text[text.index("-----BEGIN") : text.index("-----END PUBLIC KEY-----") + 24]
    assert read_key_list(block + "\n") == (OrganisationKey(KEY.public),)
    assert read_key_list("no key") == ()
    assert read_key_list(block.replace("MCow", "MCoX")) == ()


def test_other_programs_can_check_the_signature(good: dict[str, bytes], tmp_path: Path) -> None:
    for name in (MANIFEST, SIGNATURE):
        (tmp_path / name).write_bytes(good[name])
    (tmp_path / "keys.txt").write_text(key_list((KEY, OTHER)), encoding="utf-8")
    checked = subprocess.run(
        ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", "keys.txt", "-rawin",
         "-in", MANIFEST, "-sigfile", SIGNATURE],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "Signature Verified Successfully" in checked.stdout


def test_the_number_of_a_key_is_its_fingerprint() -> None:
    assert key_number(KEY.public) == KEY.number
    assert len(KEY.number) == 19


def run(*words: str) -> int:
    try:
        main(list(words))
    except SystemExit as end:
        return int(end.code or 0)
    return 0


def test_the_command_says_what_was_found(
    good: dict[str, bytes], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, keys = tmp_path / "it.zip", tmp_path / "keys.txt"
    path.write_bytes(write_bundle(good))
    keys.write_text(key_list((KEY,)), encoding="utf-8")
    assert run("verify", str(path), "--key", str(keys)) == 0
    told = capsys.readouterr().out
    assert f"Signature: right, by the key {KEY.number} of {keys}." in told
    assert "Files: 5, all as they were signed." in told
    assert "Numbers: proven by" in told
    assert run("verify", str(path)) == 0
    assert "Compare it with the key that the organisation publishes" in capsys.readouterr().out
    keys.write_text("nothing", encoding="utf-8")
    assert run("verify", str(path), "--key", str(keys)) == 1
    assert "holds no public key" in capsys.readouterr().err
    path.write_bytes(write_bundle(changed(good, "tables.csv", b"other")))
    assert run("verify", str(path)) == 1
    assert "is NOT as it should be. One thing is wrong:" in capsys.readouterr().err
    path.write_bytes(b"")
    assert run("verify", str(path)) == 1
    assert "it is empty" in capsys.readouterr().err
    (tmp_path / "release.json").write_bytes(good["release.json"])
    assert run("verify", str(tmp_path / "release.json")) == 1
    assert "--certificate" in capsys.readouterr().err


def test_what_is_wrong_with_a_bundle_is_an_error_of_ours(good: dict[str, bytes]) -> None:
    with pytest.raises(Refused):
        check_bundle(write_bundle(changed(good, "tables.csv", b"x")), "it.zip")
