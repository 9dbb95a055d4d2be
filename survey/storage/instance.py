"""The instance folder: where it keeps what, and whether it can be worked with.

It knows paths, permissions, the site key and the database.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from survey.errors import Action, DatabaseBehind, Do, InstanceUnsound, Refused
from survey.settings import Settings
from survey.storage.database import is_current, make_engine
from survey.storage.faults import no_answer
from survey.storage.files import OWNER_FOLDER, make_folder, open_to_others
from survey.storage.keys import batch_keys, day_keys
from survey.storage.keys.vouchers import is_vouched
from survey.storage.letters.letterbox import Letterbox
from survey.storage.staff.journal import ROLE

DATABASE_FILE = "survey.db"
#: There while the database is brought to a newer revision, with a copy of before in it.
UPGRADE_FOLDER = ".upgrade"
#: An organisation's own list of support services.
RESOURCES_FILE = "resources.json"
SITE_KEY_FILE = Path("keys") / "site.key"
SITE_KEY_SIZE = 32
#: Every backup holds the site key; nothing else of the instance needs to go back with it.
BRING_SITE_KEY_BACK = (
    "Bring the newest backup back into a new folder elsewhere, copy the file keys/site.key from "
    "there to its place here, and delete that folder",
    Action(Do.RESTORE_ELSEWHERE),
)


@dataclass(frozen=True)
class Instance:
    """One installation: its folder, settings, open database and site key (32 bytes)."""

    folder: Path
    settings: Settings
    engine: Engine
    site_key: bytes = field(repr=False)

    @property
    def ephemeral(self) -> Path:
        """Return the folder of secrets that are destroyed; outside the database and every
        backup."""
        return self.folder / "ephemeral"

    @property
    def published(self) -> Path:
        """Return the folder of published reports, one folder per study."""
        return self.folder / "published"

    @cached_property
    def letterbox(self) -> Letterbox:
        """Return the letterbox, which is the same for as long as the instance is open."""
        return Letterbox(self.engine, self.can_open)

    def can_open(self, batch: batch_keys.Batch) -> bool:
        """Return whether what is sealed to a batch can be opened later, as far as this node knows.

        The node that mixes has its secret, right and in its place; any other cannot tell.
        """
        return not self.settings.mixes_here or is_vouched(self.ephemeral, batch)

    def acting_as(self, role: str) -> Instance:
        """Return the same instance for somebody in a role, in which the journal notes what they do.

        Without one it is "operator": whoever gives commands at the machine.
        """
        return replace(self, engine=self.engine.execution_options(**{ROLE: role}))

    def close(self) -> None:
        """Close the connections to the database."""
        self.engine.dispose()


def require_fresh_ephemeral(folder: Path, apart: Path | None) -> None:
    """Refuse secrets of another instance in the folder where those of a new one are to lie: they
    would be written over, or taken for its own."""
    if apart is None or not apart.is_dir() or not any(apart.iterdir()):
        return
    if (folder / SITE_KEY_FILE).exists():
        return
    raise Refused(
        f"There is something in {apart} already, and no instance in {folder}.",
        kept="It was left as it is, and nothing was made.",
        do="If the instance was moved, bring it back. If it is gone for good, empty that folder.",
    )


def place_ephemeral(folder: Path, apart: Path | None) -> None:
    """Let `ephemeral/` of an instance lie in a folder of its own, where one is given, unless it
    lies somewhere already; Refused where that is no folder and cannot be made."""
    within = folder / "ephemeral"
    if apart is None or within.exists() or within.is_symlink():
        return
    try:
        apart.mkdir(mode=OWNER_FOLDER, exist_ok=True)
    except OSError as fault:
        raise Refused(
            f"{apart} cannot be a folder for the secrets that end: {fault.strerror}.",
            kept="It was left as it is, and nothing was made.",
            do="Give a folder that is there and empty, or the name of a new one in a folder into "
            "which you may write.",
        ) from None
    make_folder(folder)
    within.symlink_to(apart.resolve())


def require_mounted(folder: Path) -> None:
    """Raise InstanceUnsound where `ephemeral/` of an instance is a link into nothing: what seems
    lost is on a disk that may come back."""
    within = folder / "ephemeral"
    if within.is_symlink() and not within.exists():
        raise InstanceUnsound(
            f"ephemeral is a link to {within.readlink()}, which is not there: is its disk mounted?",
            kept="Nothing was changed.",
            do="Mount that disk, or bring the folder back. Only if it is gone for good, remove the "
            f"link {within}: then the doctor says what is lost with it.",
        )


def open_instance(folder: Path, settings: Settings) -> Instance:
    """Open an instance for work.

    InstanceUnsound when the folder or a key is missing or readable by others, `ephemeral/` is lost,
    or the database is missing, unreachable or of another revision; NotAsPinned when the batch key
    is not the one that was written down.
    """
    instance = unchecked_instance(folder, settings)
    try:
        require_mounted(folder)
        _require_private(folder / "keys", folder / SITE_KEY_FILE, instance.ephemeral, folder)
        _require_database(instance)
        _require_secrets(instance)
    except InstanceUnsound:
        instance.close()
        raise
    return instance


def unchecked_instance(folder: Path, settings: Settings) -> Instance:
    """Return an instance whose site key is there, whatever else may be wrong with it.

    InstanceUnsound when the folder or the site key is missing or cannot be read.
    """
    site_key = require_made(folder)
    engine = make_engine(database_url(folder, settings), site_key)
    return Instance(folder, settings, engine, site_key)


def require_made(folder: Path) -> bytes:
    """Return the site key of an instance; InstanceUnsound where the folder or the key is not there,
    and nothing is made."""
    if not _is_folder(folder):
        raise InstanceUnsound(
            f"There is no instance folder {folder}.",
            do=(
                "Set an installation up or publish a first study, which makes the folder; or "
                "choose another folder",
                Action(Do.CHOOSE_INSTANCE),
            ),
        )
    return read_site_key(folder)


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError as fault:
        raise _unreadable(f"The instance folder {path}", fault) from None


def _unreadable(what: str, fault: OSError) -> InstanceUnsound:
    return InstanceUnsound(
        f"{what} cannot be read: {fault.strerror}.",
        kept="Nothing was changed.",
        do="Run this as the user to whom the instance folder belongs; or, as root, give the folder "
        "back to that user (chown -R USER FOLDER).",
    )


def batch_unless(
    instance: Instance, well: Callable[[batch_keys.Batch], bool]
) -> batch_keys.Batch | None:
    """Return the batch of the moment unless it is `well`; one mixed meanwhile is let go."""
    while True:
        with instance.engine.connect() as conn:
            before = batch_keys.unchecked(conn)
        if well(before):
            return None
        with instance.engine.connect() as conn:
            if batch_keys.unchecked(conn) == before:
                return before


def database_url(folder: Path, settings: Settings) -> str:
    """Return the database address: that of the settings, or the file in the instance folder."""
    return settings.database_url or f"sqlite:///{folder / DATABASE_FILE}"


def read_site_key(folder: Path) -> bytes:
    """Return the site key (32 bytes); InstanceUnsound when it is missing, damaged or unreadable."""
    path = folder / SITE_KEY_FILE
    try:
        key = path.read_bytes()
    except FileNotFoundError:
        key = b""
    except OSError as fault:
        raise _unreadable(f"The site key {path}", fault) from None
    if len(key) != SITE_KEY_SIZE:
        raise InstanceUnsound(
            f"The site key {path} is {'damaged' if key else 'missing'}.",
            kept="Responses are safe: the site key opens none of them.",
            do=(
                "Without it, a response that is sent a second time would count twice, and nothing "
                "proves the studies' keys.",
                *BRING_SITE_KEY_BACK,
            ),
        )
    return key


def _require_private(*paths: Path) -> None:
    for path in paths:
        if not path.exists():
            raise InstanceUnsound(
                f"{path} is missing.",
                do=(
                    "If it was moved, bring it back; or see what is lost without it",
                    Action(Do.RUN_DOCTOR),
                ),
            )
        if open_to_others(path):
            raise InstanceUnsound(
                f"Others on this machine can get at {path}.",
                do=Action(Do.KEEP_FROM_OTHERS, files=(str(path),)),
            )


def require_database_file(instance: Instance) -> None:
    """Raise InstanceUnsound where the embedded database is gone: to connect would make it anew."""
    if not instance.settings.database_url and not (instance.folder / DATABASE_FILE).exists():
        raise InstanceUnsound(
            f"The database {instance.folder / DATABASE_FILE} is missing.",
            do="Bring it back from a backup.",
        )


def _require_database(instance: Instance) -> None:
    require_database_file(instance)
    try:
        current = is_current(instance.engine)
    except OperationalError as fault:
        raise no_answer(instance.engine.url, fault) from None
    if not current:
        raise DatabaseBehind(
            "The database is not of the revision that this version of the program needs.",
            kept="Nothing was changed.",
            do=(Action(Do.SEE_UPGRADE), Action(Do.UPGRADE)),
        )
    if (instance.folder / UPGRADE_FOLDER).exists():
        raise DatabaseBehind(
            "Bringing the database up to date goes on, or was cut short.",
            kept="Nothing was changed by this start, and a copy of before is kept.",
            do=("Wait until it is done; or, if it was cut short, end it", Action(Do.UPGRADE)),
        )


def _require_secrets(instance: Instance) -> None:
    if not (instance.ephemeral / day_keys.FILE).exists():
        raise InstanceUnsound(
            "The file day-key in the folder ephemeral is missing.",
            kept="Responses that were mixed before are safe.",
            do=("If ephemeral was moved, bring it back; else have it made anew", Action(Do.REPAIR)),
        )
    with instance.engine.connect() as conn:
        batch_keys.current(conn)  # NotAsPinned
    if not instance.settings.mixes_here:
        return
    lost = batch_unless(
        instance,
        lambda batch: batch_keys.secret_path(instance.ephemeral, batch.number).exists(),
    )
    if lost is not None:
        name = batch_keys.secret_path(instance.ephemeral, lost.number).name
        raise InstanceUnsound(
            f"The secret of the waiting letters (ephemeral/{name}) is missing.",
            kept="Responses that were mixed before are safe.",
            do=(
                "If the folder ephemeral was moved, bring it back. If it is lost, the letters that "
                "wait are lost with it, and you can give them up",
                Action(Do.GIVE_UP_LETTERS),
            ),
        )
