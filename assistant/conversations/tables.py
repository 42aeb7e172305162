"""The tables, as the newest migration leaves them."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
)

METADATA = MetaData()
_ID, _TIME, _OWNER = String(32), String(32), String(200)

conversations = Table(
    "conversations",
    METADATA,
    Column("id", _ID, primary_key=True),
    Column("owner", _OWNER, nullable=False),
    Column("title", Text, nullable=False),
    Column("created", _TIME, nullable=False),
    Column("updated", _TIME, nullable=False),
    Column("deleted", _TIME),
    Index("conversations_of", "owner", "updated"),
)

turns = Table(
    "turns",
    METADATA,
    Column("id", _ID, primary_key=True),
    Column("conversation", _ID, ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False),
    Column("place", Integer, nullable=False),
    Column("asked", Text, nullable=False),
    Column("answer", JSON, nullable=False),
    Column("created", _TIME, nullable=False),
    Column("replaced", _TIME),
    Column("pinned", _TIME),
    Column("shared", _ID),
    Column("shared_by", _OWNER),
    Column("shared_at", _TIME),
    Index("turns_of", "conversation", "place"),
    Index("turns_shared", "shared"),
)

papers = Table(
    "papers",
    METADATA,
    Column("id", _ID, primary_key=True),
    Column("owner", _OWNER, nullable=False),
    Column("title", Text, nullable=False),
    Column("state", JSON, nullable=False),
    Column("created", _TIME, nullable=False),
    Column("updated", _TIME, nullable=False),
    Column("deleted", _TIME),
    Index("papers_of", "owner", "updated"),
)

visits = Table(
    "visits",
    METADATA,
    Column("owner", _OWNER, primary_key=True),
    Column("last", JSON, nullable=False),
    Column("before", JSON),
)

record = Table(
    "record",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", _TIME, nullable=False),
    Column("who", _OWNER, nullable=False),
    Column("did", String(40), nullable=False),
    Column("what", JSON, nullable=False),
    Column("before", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    Index("record_at", "at"),
)
"""Who did what, in order, each with the hash of the one before."""

record_head = Table(
    "record_head",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("number", Integer, nullable=False),
    Column("hash", String(64), nullable=False),
)
"""The number and hash of the record's last entry, and of the last one that was cut off."""

cites = Table(
    "cites",
    METADATA,
    Column("kept", _ID, primary_key=True),
    Column("document", String(64), primary_key=True),
    Index("cites_of", "document"),
)
"""Which turn or paper quotes which document: what a forgotten document takes with it."""

standing = Table(
    "standing",
    METADATA,
    Column("id", _ID, primary_key=True),
    Column("owner", _OWNER, nullable=False),
    Column("question", Text, nullable=False),
    Column("answer", JSON, nullable=False),
    Column("documents", JSON, nullable=False),
    Column("created", _TIME, nullable=False),
    Column("asked", _TIME, nullable=False),
    Index("standing_of", "owner", "created"),
)
"""Questions that are asked again when documents come in, with the answer that was told last."""

changes = Table(
    "changes",
    METADATA,
    Column("id", _ID, primary_key=True),
    Column("standing", _ID, ForeignKey("standing.id", ondelete="CASCADE"), nullable=False),
    Column("at", _TIME, nullable=False),
    Column("told", JSON, nullable=False),
    Index("changes_of", "standing", "at"),
)
"""What changed in their answers, in the order in which it did."""

telling = Table(
    "telling",
    METADATA,
    Column("id", _ID, primary_key=True),
    Column("owner", _OWNER, nullable=False, unique=True),
    Column("feed", String(64)),
    Column("mail", Text),
    Column("since", _TIME),
    Column("mailed", JSON, nullable=False),
    Column("sending", _TIME),
    Column("failing", _TIME),
    Column("failed", _TIME),
)
"""Who is told of changes elsewhere too: the hash of the token of their feed; their address of
mail, since when, which changes were mailed, which sending is under way, and since when and when
last one failed."""
corrections = Table(
    "corrections",
    METADATA,
    Column("id", _ID, primary_key=True),
    Column("owner", _OWNER, nullable=False),
    Column("name", _OWNER, nullable=False),
    Column("at", _TIME, nullable=False),
    Column("words", Text, nullable=False),
    Column("file", Text, nullable=False),
    Column("document", String(64), nullable=False),
    Column("passage", String(64), nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("row", Text, nullable=False),
    Column("step", Integer),
    Column("why", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("source_document", String(64), nullable=False),
    Column("state", String(12), nullable=False),
    Column("decided", _TIME),
    Column("decider", _OWNER, nullable=False),
    Column("decider_name", _OWNER, nullable=False),
    Column("note", Text, nullable=False),
    Column("instead", Text, nullable=False),
    Index("corrections_of", "state", "at"),
)
"""What readers say is wrong, with what editors decided."""
