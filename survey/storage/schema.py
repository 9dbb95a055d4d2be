"""The tables: public facts of studies, sealed bytes, and nothing that says who or when.

No table has a time, an address, a sequence or a key that a person could be found by. A `pin` proves
its row (`pins.py`). `letters`, `slips`, `drafts`, `payments`, `spent` and what members have are
made anew at a mix and so take part in no foreign key; so are the marks of codes.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
)

from survey.storage.all_tables import metadata as metadata
from survey.storage.council import reading_tables as reading_tables
from survey.storage.council.desk_tables import council_drafts as council_drafts
from survey.storage.council.desk_tables import round_versions as round_versions
from survey.storage.council.reading_tables import minority_notes as minority_notes
from survey.storage.council.reading_tables import paid_slips as paid_slips
from survey.storage.follow_up import ask_tables as ask_tables
from survey.storage.keys.sheet_check_table import sheet_checks as sheet_checks
from survey.storage.staff.account_tables import account_roles as account_roles
from survey.storage.staff.account_tables import accounts as accounts
from survey.storage.staff.account_tables import passkeys as passkeys
from survey.storage.staff.account_tables import recovery_codes as recovery_codes
from survey.storage.staff.account_tables import staff_sessions as staff_sessions
from survey.storage.staff.job_table import jobs as jobs
from survey.storage.studies import signing_tables as signing_tables
from survey.storage.studies.card_tables import invitation_batches as invitation_batches
from survey.storage.studies.card_tables import study_invitations as study_invitations
from survey.storage.studies.edition_tables import published_editions as published_editions
from survey.storage.studies.edition_tables import reading_facts as reading_facts
from survey.storage.studies.end_tables import data_ends as data_ends
from survey.storage.studies.end_tables import destroyed_sheets as destroyed_sheets
from survey.storage.studies.end_tables import destruction_links as destruction_links
from survey.storage.studies.end_tables import held_sheets as held_sheets
from survey.storage.studies.review_tables import confirmations as confirmations
from survey.storage.studies.review_tables import publishing_plans as publishing_plans
from survey.storage.studies.review_tables import review_comments as review_comments
from survey.storage.studies.review_tables import review_verdicts as review_verdicts
from survey.storage.studies.review_tables import reviewed_texts as reviewed_texts
from survey.storage.studies.review_tables import reviewers as reviewers
from survey.storage.studies.signing_tables import release_decisions as release_decisions
from survey.storage.studies.signing_tables import release_signatures as release_signatures
from survey.storage.studies.signing_tables import releases_going_out as releases_going_out
from survey.storage.studies.text_tables import report_texts as report_texts
from survey.storage.words import theme_tables as theme_tables
from survey.storage.words import word_tables as word_tables

#: The newest revision in migrations/versions; a test compares the two.
REVISION = "0032"

studies = Table(
    "studies",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("state", String(10), nullable=False),
    Column("questionnaire_json", Text, nullable=False),
    Column("fingerprint", LargeBinary(32), nullable=False),
    Column("practice", Boolean, nullable=False),
    Column("reviewed", Boolean, nullable=False),
    Column("numbers_public", LargeBinary, nullable=False),
    Column("words_public", LargeBinary, nullable=False),
    Column("shares", Integer, nullable=False),
    Column("threshold", Integer, nullable=False),
    Column("organisation", Text, nullable=False),
    Column("safeguarding", Text, nullable=False),
    Column("jurisdiction", Text, nullable=False),
    Column("opened_on", Date, nullable=False),
    Column("closes_on", Date, nullable=False),
    Column("results_by", Date, nullable=False),
    Column("closed_on", Date),
    Column("ceiling", Integer, nullable=False),
    Column("counted", Integer, nullable=False),
    Column("about", Integer, nullable=False),
    Column("lost", Integer, nullable=False),
    Column("withdrawn", Integer, nullable=False),
    Column("felt_fine", Integer, nullable=False),
    Column("felt_bit_hard", Integer, nullable=False),
    Column("felt_very_hard", Integer, nullable=False),
    Column("payments_left", Integer),
    Column("closed_count", Integer),
    Column("closed_hash", LargeBinary(32)),
    Column("closed_words_count", Integer),
    Column("closed_words_hash", LargeBinary(32)),
    Column("earlier_count", Integer),
    Column("earlier_hash", LargeBinary(32)),
    Column("earlier_words_count", Integer),
    Column("earlier_words_hash", LargeBinary(32)),
    Column("council_id", String(40)),
    Column("round", Integer),
    Column("taking", String(10), nullable=False),
    Column("edition", Integer, nullable=False),
    Column("policy_json", Text),
    Column("entrance", String(10)),
    Column("pin", LargeBinary(32)),
    CheckConstraint("state IN ('open', 'closed', 'released', 'archived')", name="known_state"),
)

#: One row: the batch key of the moment, and the hour before which the last mix was over.
batch = Table(
    "batch",
    metadata,
    Column("one", Integer, primary_key=True, autoincrement=False),
    Column("number", Integer, nullable=False),
    Column("public", LargeBinary, nullable=False),
    Column("mixed_hour", Integer),
    Column("pin", LargeBinary(32)),
    CheckConstraint("one = 1", name="only_one"),
)

#: The letterbox: bundles sealed to the batch key, waiting to be mixed. `id` is random.
letters = Table(
    "letters",
    metadata,
    Column("id", LargeBinary(16), nullable=False),
    Column("study_id", String(40), nullable=False),
    Column("batch_number", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    PrimaryKeyConstraint("id"),
    sqlite_with_rowid=False,
)

#: Slips that wait for the mix, sealed to the batch key: a wish to take answers back, or how it felt
#: to answer; all of one size within a study, so that nobody can tell which. `id` is random.
slips = Table(
    "slips",
    metadata,
    Column("id", LargeBinary(16), nullable=False),
    Column("study_id", String(40), nullable=False),
    Column("batch_number", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    PrimaryKeyConstraint("id"),
    sqlite_with_rowid=False,
)

#: Forms that were put aside: `mark` is an HMAC of what six words give, `sealed` opens with them
#: alone, `week` is the week in which it is erased at the latest; `doubt` is 0, or says that many
#: were put aside at once: such drafts make room when there is none.
drafts = Table(
    "drafts",
    metadata,
    Column("study_id", String(40), nullable=False),
    Column("mark", LargeBinary(32), nullable=False),
    Column("week", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("doubt", Integer, nullable=False),
    PrimaryKeyConstraint("study_id", "mark"),
    sqlite_with_rowid=False,
)

#: Codes to give away as thanks. A code that is given is a row less; nothing says to whom, or when.
payments = Table(
    "payments",
    metadata,
    Column("study_id", String(40), nullable=False),
    Column("id", LargeBinary(16), nullable=False),
    Column("code", Text, nullable=False),
    PrimaryKeyConstraint("study_id", "id"),
    sqlite_with_rowid=False,
)

#: HMAC marks: submissions that were taken in, so that a repeat counts once; and, of a kind of their
#: own, submissions that were thanked with a payment.
spent = Table(
    "spent",
    metadata,
    Column("mark", LargeBinary(32), nullable=False),
    Column("study_id", String(40), nullable=False),
    PrimaryKeyConstraint("mark"),
    sqlite_with_rowid=False,
)

#: The shelf of codes: one numbers envelope per response. `id` is drawn at the mix, `tag` is that of
#: the receipt under the site key and is dropped at closing. `wave` is the number of the release
#: that is the first to count it: empty until closing, and then the same for all that came since the
#: last one.
codes = Table(
    "codes",
    metadata,
    Column("study_id", String(40), nullable=False),
    Column("id", LargeBinary(16), nullable=False),
    Column("envelope", LargeBinary, nullable=False),
    Column("tag", LargeBinary(32)),
    Column("wave", Integer),
    PrimaryKeyConstraint("study_id", "id"),
    sqlite_with_rowid=False,
)

#: The shelf of texts: one words envelope per response and text question, whether written or not.
texts = Table(
    "texts",
    metadata,
    Column("study_id", String(40), nullable=False),
    Column("question_id", String(40), nullable=False),
    Column("id", LargeBinary(16), nullable=False),
    Column("envelope", LargeBinary, nullable=False),
    Column("tag", LargeBinary(32)),
    Column("wave", Integer),
    PrimaryKeyConstraint("study_id", "question_id", "id"),
    sqlite_with_rowid=False,
)

#: What was published: protected results only. `sha256` is over the UTF-8 bytes of `json`.
releases = Table(
    "releases",
    metadata,
    Column("study_id", String(40), ForeignKey("studies.id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("json", Text, nullable=False),
    Column("sha256", LargeBinary(32), nullable=False),
)

#: What changed because of a study, as its people tell it. `month` is the first day of one.
changes = Table(
    "changes",
    metadata,
    Column("study_id", String(40), ForeignKey("studies.id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("month", Date, nullable=False),
    Column("words", Text, nullable=False),
)

#: Questionnaires that are being written. `asking` is what kind of asking it is, `expected` about
#: how many people, `newest` the number of the newest version, `published_as` the study it became.
study_drafts = Table(
    "study_drafts",
    metadata,
    Column("study_id", String(40), primary_key=True),
    Column("title", Text, nullable=False),
    Column("asking", String(10), nullable=False),
    Column("expected", Integer, nullable=False),
    Column("state", String(10), nullable=False),
    Column("newest", Integer, nullable=False),
    Column("practice", Boolean, nullable=False),
    Column("published_as", String(40)),
    CheckConstraint("asking IN ('partners', 'open', 'council')", name="known_asking"),
    CheckConstraint(
        "state IN ('draft', 'in review', 'ready', 'published', 'put aside')", name="known_draft"
    ),
)

#: Each version of a draft: its file as it was written, the day, and the role that saved it.
draft_versions = Table(
    "draft_versions",
    metadata,
    Column("study_id", String(40), ForeignKey("study_drafts.study_id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("file", Text, nullable=False),
    Column("saved_on", Date, nullable=False),
    Column("role", String(20), nullable=False),
    Column("note", Text, nullable=False),
)

#: What was told in public about the life of a study: that it is paused, was corrected, ends sooner.
notices = Table(
    "notices",
    metadata,
    Column("study_id", String(40), ForeignKey("studies.id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("day", Date, nullable=False),
    Column("kind", String(10), nullable=False),
    Column("words", Text, nullable=False),
)

#: What staff did, never what people did who answer: only added to, each entry chained to the one
#: before (`sealing/journal_chain.py`). `study_id` may be that of a council, or "".
journal = Table(
    "journal",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("day", Date, nullable=False),
    Column("study_id", String(40), nullable=False),
    Column("role", String(100), nullable=False),
    Column("event", String(60), nullable=False),
    Column("words", Text, nullable=False),
    Column("previous", LargeBinary(32), nullable=False),
    Column("hash", LargeBinary(32), nullable=False),
)

#: One row: number and hash of the newest entry, pinned, so that cutting the end off is found.
journal_head = Table(
    "journal_head",
    metadata,
    Column("one", Integer, primary_key=True, autoincrement=False),
    Column("number", Integer, nullable=False),
    Column("hash", LargeBinary(32), nullable=False),
    Column("pin", LargeBinary(32), nullable=False),
    CheckConstraint("one = 1", name="only_one_head"),
)

#: The councils: where each stands, its statements, its file and the plans of its rounds, which are
#: studies; `joined` is None until joining has ended.
councils = Table(
    "councils",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("council_json", Text, nullable=False),
    Column("register_json", Text, nullable=False),
    Column("file_json", Text, nullable=False),
    Column("plans_json", Text, nullable=False),
    Column("organisation", Text, nullable=False),
    Column("safeguarding", Text, nullable=False),
    Column("jurisdiction", Text, nullable=False),
    Column("practice", Boolean, nullable=False),
    Column("reviewed", Boolean, nullable=False),
    Column("numbers_public", LargeBinary, nullable=False),
    Column("words_public", LargeBinary, nullable=False),
    Column("shares", Integer, nullable=False),
    Column("threshold", Integer, nullable=False),
    Column("invited", Integer, nullable=False),
    Column("joined", Integer),
    Column("created_on", Date, nullable=False),
    Column("pin", LargeBinary(32)),
)

#: What a round published: protected results only. `sha256` is over the UTF-8 bytes of `json`.
round_releases = Table(
    "round_releases",
    metadata,
    Column("council_id", String(40), ForeignKey("councils.id"), primary_key=True),
    Column("round", Integer, primary_key=True, autoincrement=False),
    Column("json", Text, nullable=False),
    Column("sha256", LargeBinary(32), nullable=False),
)

#: HMAC marks of printed codes that nobody has used. A code that is used is a row less.
invitations = Table(
    "invitations",
    metadata,
    Column("council_id", String(40), nullable=False),
    Column("mark", LargeBinary(32), nullable=False),
    PrimaryKeyConstraint("council_id", "mark"),
    sqlite_with_rowid=False,
)

#: The letterbox of those who join: the tags of one member, sealed to the batch key, until joining
#: ends. `id` is random.
joinings = Table(
    "joinings",
    metadata,
    Column("id", LargeBinary(16), nullable=False),
    Column("council_id", String(40), nullable=False),
    Column("batch_number", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    PrimaryKeyConstraint("id"),
    sqlite_with_rowid=False,
)

#: Who is let into a round: one tag per member and round, and none can be joined to another.
members = Table(
    "members",
    metadata,
    Column("council_id", String(40), nullable=False),
    Column("round", Integer, nullable=False),
    Column("tag", LargeBinary(32), nullable=False),
    PrimaryKeyConstraint("council_id", "round", "tag"),
    sqlite_with_rowid=False,
)

#: What members rated, for their own eyes: `tag` and key come from their words alone.
own_ratings = Table(
    "own_ratings",
    metadata,
    Column("study_id", String(40), nullable=False),
    Column("tag", LargeBinary(32), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    PrimaryKeyConstraint("study_id", "tag"),
    sqlite_with_rowid=False,
)

#: What headline numbers with noise spent, for life, and the numbers. `number` is the release whose
#: people were counted, `epsilon` in thousandths, `noisy` as drawn. Nothing is ever deleted here.
noise_ledger = Table(
    "noise_ledger",
    metadata,
    Column("study_id", String(40), ForeignKey("studies.id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("indicator", Text, primary_key=True),
    Column("epsilon", Integer, nullable=False),
    Column("noisy", Integer, nullable=False),
    CheckConstraint("epsilon > 0", name="something_spent"),
)
