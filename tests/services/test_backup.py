"""Backups: made while people answer, opened with their key alone, rehearsed and restored."""

from __future__ import annotations

import json
import secrets
import tarfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pyrage
import pytest
from click.testing import CliRunner, Result
from pyrage import x25519

from survey.cli.main import cli
from survey.errors import BadInput, SurveyError
from survey.mixing.founding import create_instance
from survey.services.overview.read_journal import search_journal
from survey.services.upkeep.back_up import back_up
from survey.settings import Settings
from survey.storage.database import writing
from survey.storage.files import locked_if_free, open_to_others, write_durably
from survey.storage.instance import DATABASE_FILE, Instance
from survey.storage.scratch_folders import BACKING_UP, scratch_folder
from survey.storage.staff import journal
from tests.conftest import Clock, Published, form_file


@dataclass
class Keeper:
    """Somebody who keeps backups of an instance at a terminal."""

    instance: Instance
    folder: Path

    @property
    def key(self) -> Path:
        return self.folder / "backup-key.txt"

    @property
    def file(self) -> Path:
        return self.folder / "backup.age"

    def recipient(self) -> str:
        secret = self.key.read_text().splitlines()[-1]
        return str(x25519.Identity.from_str(secret).to_public())

    def survey(self, *words: str | Path) -> Result:
        said = ["--instance", str(self.instance.folder), *map(str, words)]
        return CliRunner().invoke(cli, said)

    def back_up(self, to: Path | None = None) -> Result:
        return self.survey("backup", to or self.file, "--recipient", self.recipient())

    def restore(self, *words: str | Path, key: Path | None = None) -> Result:
        return self.survey("restore", self.file, "--identity", key or self.key, *words)

    def opened(self) -> tarfile.TarFile:
        secret = self.key.read_text().splitlines()[-1]
        read = pyrage.decrypt(self.file.read_bytes(), [x25519.Identity.from_str(secret)])
        return tarfile.open(fileobj=BytesIO(read))


@pytest.fixture
def keeper(instance: Instance, publish: Callable[..., Published], tmp_path: Path) -> Keeper:
    """Give somebody with a key for an instance that has a study."""
    publish(form_file("show-if-any"))
    (tmp_path / "away").mkdir()
    found = Keeper(instance, tmp_path / "away")
    assert found.survey("key", "backup", found.key).exit_code == 0
    return found


def words_of(result: Result) -> str:
    """Give what a person reads: what was printed, and what the refusal says."""
    refusal = result.exception
    assert refusal is None or isinstance(refusal, SurveyError | SystemExit), refusal
    return f"{result.output}{refusal or ''}"


def leftovers(keeper: Keeper) -> set[str]:
    """Give what lies where backups are kept, and what begins with a dot in the instance."""
    found = (*keeper.folder.iterdir(), *keeper.instance.folder.glob(".*"))
    return {path.name for path in found}


def test_the_printed_recipient_belongs_to_the_key_that_only_its_owner_can_read(
    keeper: Keeper,
) -> None:
    again = keeper.survey("key", "backup", keeper.folder / "second.txt")
    second = (keeper.folder / "second.txt").read_text().splitlines()[-1]
    assert str(x25519.Identity.from_str(second).to_public()) in again.output
    assert second not in again.output
    public = str(x25519.Identity.from_str(second).to_public())
    assert f"# public key: {public}\n" in (keeper.folder / "second.txt").read_text()
    assert not open_to_others(keeper.key)
    assert keeper.survey("key", "backup", keeper.key).exit_code == 1


def test_a_backup_holds_database_keys_and_reports_and_nothing_of_what_is_destroyed(
    keeper: Keeper,
) -> None:
    (keeper.instance.published / "some-study").mkdir(parents=True)
    (keeper.instance.published / "some-study" / "report.html").write_text("A report.")
    secrets = [path.read_bytes() for path in keeper.instance.ephemeral.iterdir() if path.is_file()]
    assert any(secrets)
    assert keeper.back_up().exit_code == 0
    assert not open_to_others(keeper.file)
    with keeper.opened() as archive:
        names = archive.getnames()
        held = [file.read() for one in archive if (file := archive.extractfile(one))]
    assert {"survey.db", "keys/site.key", "published/some-study/report.html"} < set(names)
    assert not [name for name in names if "ephemeral" in name]
    assert not [one for one in secrets if one and any(one in part for part in held)]
    assert leftovers(keeper) == {"backup-key.txt", "backup.age"}
    tag = keeper.instance.ephemeral / "CACHEDIR.TAG"  # other backup programs leave it out by that
    assert tag.read_bytes().startswith(b"Signature: 8a477f597d28d172789f06886806bc55")


def test_a_rehearsal_finds_all_well_and_the_journal_says_so(keeper: Keeper, clock: Clock) -> None:
    before = sorted(path.name for path in keeper.instance.folder.iterdir())
    assert keeper.back_up().exit_code == 0
    done = keeper.restore("--rehearse")
    assert done.exit_code == 0, done.output
    assert "BAD" not in done.output
    for line in (
        f"The backup is of {datetime.now(UTC).date()}, today.",
        "as of the last mix (of rounds it is not told): fewer than ten of each study",
        *("studies: none", "rounds: none", "releases: none", "accounts: none"),
        *("where studies stand: as now", "entries of the journal: 1", "all of ephemeral/"),
        *("keys that are not in it, or are others by now: none", "begin again"),
    ):
        assert line in done.output
    noted = {one.event: one.words for one in search_journal(keeper.instance)}
    assert {"backup made", "backup rehearsed"} <= set(noted)
    assert "All is well. Going back to it would lose (entries" in noted["backup rehearsed"]
    after = {path.name for path in keeper.instance.folder.iterdir()}
    assert after == {*before, "backups.json", "published.lock"}


def test_a_rehearsal_names_what_is_newer_than_the_backup(
    keeper: Keeper, publish: Callable[..., Published]
) -> None:
    paused = keeper.survey("study", "list").output.split()[0]
    assert keeper.back_up().exit_code == 0
    newer = publish(form_file("single")).id
    assert keeper.survey("study", "pause", paused).exit_code == 0
    done = keeper.restore("--rehearse")
    assert done.exit_code == 0, words_of(done)
    assert f"studies: {newer}\n" in done.output
    assert f"where studies stand: {paused} (paused, would be open)\n" in done.output


def test_a_backup_is_compared_with_nothing_but_its_own_instance(
    keeper: Keeper, instance_settings: Settings, tmp_path: Path
) -> None:
    """Nor with one whose journal begins with the same entry, as where both were set up on a day."""
    assert keeper.back_up().exit_code == 0
    other = create_instance(tmp_path / "other", instance_settings, secrets.token_bytes)
    first = next(iter(search_journal(keeper.instance)))._asdict()
    same = {name: first[name] for name in ("day", "study_id", "role", "event", "words")}
    with writing(other.engine) as connection:
        assert journal.note(connection, **same).hash == first["hash"]
    other.close()
    for folder, why in ((tmp_path / "nowhere", "is not here"), (other.folder, "another instance")):
        elsewhere = replace(keeper, instance=replace(other, folder=folder)).restore("--rehearse")
        assert elsewhere.exit_code == 0, words_of(elsewhere)
        assert "could not be compared" in elsewhere.output
        assert why in elsewhere.output
        assert "The journal says" not in elsewhere.output
        assert "lose all that was done since" in elsewhere.output
    keeper.instance.close()
    (keeper.instance.folder / DATABASE_FILE).write_bytes(b"not a database at all" * 400)
    damaged = keeper.restore("--rehearse")
    assert damaged.exit_code == 1
    assert "ok   journal" in damaged.output
    assert "could not be compared" in damaged.output


def test_a_restored_instance_goes_to_work_with_the_same_studies(keeper: Keeper) -> None:
    listed = keeper.survey("study", "list").output
    assert keeper.back_up().exit_code == 0
    new = keeper.folder / "new"
    assert keeper.restore("--into", new).exit_code == 0
    there = ["--instance", str(new)]
    mended = CliRunner().invoke(
        cli, [*there, "doctor", "--repair", "--give-up-waiting-letters", "--yes"]
    )
    assert mended.exit_code == 0, mended.output
    assert CliRunner().invoke(cli, [*there, "study", "list"]).output == listed
    refused = keeper.restore("--into", new)
    assert refused.exit_code == 1
    assert "It was left as it is." in words_of(refused)
    lost = keeper.restore("--into", keeper.folder / "no-disk" / "new")
    assert f"There is no folder {keeper.folder / 'no-disk'}." in words_of(lost)
    assert "Nothing was brought back." in words_of(lost)
    assert not (keeper.folder / "no-disk").exists()


def test_a_restored_instance_knows_of_the_backup_that_it_was_brought_back_from(
    keeper: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the journal says of a backup is written after what is in it."""
    monkeypatch.setenv("SURVEY_BACKUP_RECIPIENTS", keeper.recipient())
    before = datetime.now(UTC).date() - timedelta(days=2)
    back_up(keeper.instance, keeper.file, [keeper.recipient()], before)
    new = keeper.folder / "new"
    assert keeper.restore("--into", new).exit_code == 0
    given_up = ["--instance", str(new), "doctor", "--repair", "--give-up-waiting-letters", "--yes"]
    mended = CliRunner().invoke(cli, given_up)
    assert "all is well" in mended.output, mended.output
    assert "backups: The newest backup was made 2 days ago." in mended.output
    assert "rehearsals: A backup was rehearsed today." in mended.output


def test_secrets_of_a_restored_instance_lie_apart_where_backups_do_not_look(keeper: Keeper) -> None:
    """Never among those of another one."""
    assert keeper.back_up().exit_code == 0
    new, apart = keeper.folder / "new", keeper.folder / "apart"
    apart.mkdir(0o700)
    (apart / "batch-1.key").write_bytes(b"of another")
    words = ["restore", keeper.file, "--identity", keeper.key, "--into", new, "--ephemeral", apart]
    there = ["--instance", str(new)]
    refused = CliRunner().invoke(cli, [*there, *map(str, words)])
    assert "empty that folder" in words_of(refused)
    assert not new.exists()
    (apart / "batch-1.key").unlink()
    assert CliRunner().invoke(cli, [*there, *map(str, words)]).exit_code == 0
    given_up = [*there, "doctor", "--repair", "--give-up-waiting-letters", "--yes"]
    assert CliRunner().invoke(cli, given_up).exit_code == 0
    assert (new / "ephemeral").resolve() == apart
    assert (apart / "day-key").is_file()


def test_proofs_and_the_own_list_of_services_come_back_and_exact_counts_do_not(
    keeper: Keeper,
) -> None:
    kept = give_list_and_proofs(keeper)
    assert keeper.back_up().exit_code == 0
    rehearsed = keeper.restore("--rehearse").output
    assert "  list of support services: as now\n" in rehearsed
    assert "  files and proofs of reports: none\n" in rehearsed
    new = keeper.folder / "new"
    assert keeper.restore("--into", new).exit_code == 0
    for name, content in kept.items():
        assert (new / name).read_bytes() == content
        assert not open_to_others(new / name)
    assert [one.name for one in (new / "certificates").iterdir()] == ["study-1.json"]
    (keeper.instance.folder / "resources.json").write_text("[]")
    assert "list of support services: another\n" in keeper.restore("--rehearse").output


def give_list_and_proofs(keeper: Keeper) -> dict[str, bytes]:
    """Give an instance a list of services, a proof, and one with exact counts; return the first
    two."""
    folder = keeper.instance.folder
    (folder / "certificates").mkdir(0o700)
    made = '{{"format": "survivor-survey-certificate/{}"}}'
    kept = {"resources.json": b"{}", "certificates/study-1.json": made.format(2).encode()}
    for name, content in kept.items():
        write_durably(folder / name, content)
    write_durably(folder / "certificates" / "study-2.json", made.format(1).encode())
    return kept


def test_a_backup_of_a_program_of_before_is_restored_and_says_what_it_has_not(
    keeper: Keeper,
) -> None:
    """Those programs left proofs and the list of services out."""
    left_out = give_list_and_proofs(keeper)
    assert keeper.back_up().exit_code == 0
    with keeper.opened() as archive:
        held = {one.name: file.read() for one in archive if (file := archive.extractfile(one))}
    told = json.loads(held.pop("backup.json"))
    of_before = {name: content for name, content in held.items() if name not in left_out}
    assert len(of_before) == len(held) - len(left_out)
    sums = {name: told["sums"][name] for name in of_before}
    first = json.dumps(told | {"layout": 1, "sums": sums}).encode()
    public = x25519.Recipient.from_str(keeper.recipient())
    keeper.file.write_bytes(
        pyrage.encrypt(archive_of({"backup.json": first, **of_before}), [public])
    )
    rehearsed = keeper.restore("--rehearse")
    assert rehearsed.exit_code == 0, words_of(rehearsed)
    assert "  list of support services: another\n" in rehearsed.output
    assert "  files and proofs of reports: 1\n" in rehearsed.output
    assert keeper.restore("--into", keeper.folder / "new").exit_code == 0
    assert not (keeper.folder / "new" / "resources.json").exists()


def archive_of(files: Mapping[str, bytes]) -> bytes:
    """Give an archive with some files, in their order."""
    whole = BytesIO()
    with tarfile.open(fileobj=whole, mode="w") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, BytesIO(content))
    return whole.getvalue()


def test_what_a_killed_backup_left_is_gone_after_the_next(keeper: Keeper) -> None:
    left = leave_copy(keeper, ".backup-0123")
    part = keeper.file.with_name("backup.age.part")
    part.write_bytes(b"a half")
    assert keeper.back_up().exit_code == 0
    assert not left.exists()
    assert leftovers(keeper) == {"backup-key.txt", "backup.age"}
    assert keeper.restore("--into", keeper.folder / "new").exit_code == 0


def leave_copy(keeper: Keeper, name: str) -> Path:
    """Leave a folder with a copy in the instance, as one that is killed does."""
    left = keeper.instance.folder / name
    left.mkdir(mode=0o700)
    (left / "survey.db").write_bytes(b"a copy")
    return left


def test_what_a_killed_rehearsal_left_is_found_and_goes(keeper: Keeper) -> None:
    assert keeper.back_up().exit_code == 0
    left = leave_copy(keeper, ".rehearsal-0123")
    assert f"BAD  copies: {left}" in keeper.survey("doctor").output
    assert keeper.restore("--rehearse").exit_code == 0
    assert not left.exists()
    again = leave_copy(keeper, ".rehearsal-4567")
    with scratch_folder(keeper.instance.folder, BACKING_UP) as in_use:
        assert keeper.survey("doctor", "--repair").exit_code == 0
        assert in_use.is_dir()
    assert not again.exists()
    assert not in_use.exists()


def test_a_second_backup_waits_for_nobody_and_is_refused(keeper: Keeper) -> None:
    with locked_if_free(keeper.instance.folder / "keys" / "backup.lock") as alone:
        assert alone
        refused = keeper.back_up()
    assert "Another backup of this instance is being written." in words_of(refused)
    assert leftovers(keeper) == {"backup-key.txt"}


def test_old_backups_of_a_folder_end_and_other_files_stay(keeper: Keeper, clock: Clock) -> None:
    today = datetime.now(UTC).date()
    kept_for = keeper.instance.settings.backup_days
    folder = keeper.folder / "kept"
    folder.mkdir()
    names = [f"survey-{today - timedelta(days=back)}.age" for back in (kept_for, kept_for + 1)]
    others = {"survey-notes.age", "survey-2020-13-45.age", "other.txt"}
    for name in (*names, *others):
        (folder / name).write_text("something")
    (folder / "survey-2020-01-01.age").mkdir()
    assert keeper.back_up(folder).exit_code == 0
    left = {path.name for path in folder.iterdir()}
    assert left == {names[0], f"survey-{today}.age", "survey-2020-01-01.age", *others}


def test_each_further_backup_of_a_day_gets_a_number_and_ends_like_the_first(
    keeper: Keeper, clock: Clock
) -> None:
    today, days = datetime.now(UTC).date(), keeper.instance.settings.backup_days
    folder = keeper.folder / "kept"
    folder.mkdir()
    late, old = (today - timedelta(days=days + more) for more in (0, 1))
    for name in (f"survey-{late}-3.age", f"survey-{old}-2.age", f"survey-{old}-12.age.part"):
        (folder / name).write_text("something")
    made = [keeper.back_up(folder) for _ in range(3)]
    assert [one.exit_code for one in made] == [0, 0, 0]
    assert f"{folder / f'survey-{old}-2.age'} is older than {days} days" in made[0].output
    first, second, third = (f"survey-{today}{end}.age" for end in ("", "-2", "-3"))
    assert {path.name for path in folder.iterdir()} == {
        f"survey-{late}-3.age", first, second, third,
    }  # fmt: skip
    (folder / first).unlink()
    assert f"survey-{today}-4.age holds" in keeper.back_up(folder).output, "the highest is newest"
    assert replace_file(keeper, folder / second).restore("--rehearse").exit_code == 0


def replace_file(keeper: Keeper, file: Path) -> Keeper:
    """Give the keeper another backup as theirs."""
    keeper.file.write_bytes(file.read_bytes())
    return keeper


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda whole: whole[:-20], "cut off or damaged"),
        (lambda whole: whole[:300] + bytes([whole[300] ^ 1]) + whole[301:], "damaged"),
        (lambda _: b"Notes of a meeting.", "not a backup"),
        (lambda _: b"", "not a backup"),
    ],
    ids=["cut", "altered", "other", "empty"],
)
def test_a_file_that_is_no_whole_backup_is_refused_and_leaves_nothing(
    keeper: Keeper, spoil: Callable[[bytes], bytes], said: str
) -> None:
    assert keeper.back_up().exit_code == 0
    keeper.file.write_bytes(spoil(keeper.file.read_bytes()))
    for words in (("--rehearse",), ("--into", keeper.folder / "new")):
        refused = keeper.restore(*words)
        assert refused.exit_code == 1
        assert said in words_of(refused)
    assert leftovers(keeper) == {"backup-key.txt", "backup.age"}


def test_what_is_sealed_to_the_key_but_no_backup_of_ours_is_refused(keeper: Keeper) -> None:
    public = x25519.Recipient.from_str(keeper.recipient())
    packed = BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("../../elsewhere"), BytesIO())
    for content in (packed.getvalue(), b"", b"no archive" * 100):
        keeper.file.write_bytes(pyrage.encrypt(content, [public]))
        refused = keeper.restore("--into", keeper.folder / "new")
        assert refused.exit_code == 1
        assert "not a whole backup" in words_of(refused)
    assert leftovers(keeper) == {"backup-key.txt", "backup.age"}


def packed(**said: object) -> bytes:
    """Give an archive with one key and a database, which says other things of itself."""
    held = {"survey.db": b"", "keys/site.key": b"x"}
    sums = {name: sha256(content).hexdigest() for name, content in held.items()}
    told = {"day": "2026-03-02", "revision": "0001", "layout": 1, "sums": sums} | said
    listed = told["sums"] if isinstance(told["sums"], dict) else {}
    first = {"backup.json": json.dumps(told).encode()}
    return archive_of({**first, **held, **dict.fromkeys(listed, b"x")})


def test_a_backup_that_says_odd_things_of_itself_is_refused(keeper: Keeper) -> None:
    """Whoever knows the recipient, which is no secret, can seal anything to it."""
    public = x25519.Recipient.from_str(keeper.recipient())
    mark = sha256(b"x").hexdigest()
    planted = (
        "ephemeral/day-key",
        "keys/../../elsewhere",
        "resources.json/x",
        "/elsewhere",
        "keys",
        "keys/\0",
    )
    odd = [
        *(packed(sums={"survey.db": mark, name: mark}) for name in planted),
        *(packed(sums=sums) for sums in (None, 5, ["survey.db"], {"keys/site.key": mark})),
        *(packed(day=day) for day in ("soon", 5, None)),
        *(packed(layout=layout) for layout in ("x", None, 3)),
    ]
    for content in odd:
        keeper.file.write_bytes(pyrage.encrypt(content, [public]))
        refused = keeper.restore("--into", keeper.folder / "new")
        assert isinstance(refused.exception, BadInput)
        assert refused.exception.kept == "Nothing was changed."
    assert leftovers(keeper) == {"backup-key.txt", "backup.age"}


def test_another_key_and_no_key_are_told_apart(keeper: Keeper) -> None:
    assert keeper.back_up().exit_code == 0
    other = keeper.folder / "other.txt"
    keeper.survey("key", "backup", other)
    assert "does not open with this key" in words_of(keeper.restore("--rehearse", key=other))
    other.write_text("Nothing here.")
    assert "no secret key" in words_of(keeper.restore("--rehearse", key=other))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("backup", "{away}/b.age"), "nobody to encrypt"),
        (("backup", "{away}/b.age", "--recipient", "age1nobody"), "not the public key"),
        (("backup", "{away}/none/b.age", "--recipient", "{public}"), "There is no folder"),
        (("backup", "{away}/backups", "--recipient", "{public}"), "give the name of a file"),
        (("backup", "{away}/backup-key.txt", "--recipient", "{public}"), "a file"),
        (("backup", "{instance}/b.age", "--recipient", "{public}"), "would be lost with it"),
        (("restore", "{away}/backup-key.txt", "--identity", "{away}/backup-key.txt"), "either"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_written(
    keeper: Keeper, words: tuple[str, ...], said: str
) -> None:
    places = {
        "away": keeper.folder,
        "public": keeper.recipient(),
        "instance": keeper.instance.folder,
    }
    refused = keeper.survey(*(word.format(**places) for word in words))
    assert refused.exit_code != 0
    assert said in words_of(refused)
    assert leftovers(keeper) == {"backup-key.txt"}
