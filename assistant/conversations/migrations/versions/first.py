"""Conversations, their turns, papers, visits, and which document each quotes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "first"
down_revision = None


def upgrade() -> None:
    """The five tables."""
    ident, time, owner = sa.String(32), sa.String(32), sa.String(200)
    op.create_table(
        "conversations",
        sa.Column("id", ident, primary_key=True),
        sa.Column("owner", owner, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("created", time, nullable=False),
        sa.Column("updated", time, nullable=False),
        sa.Column("deleted", time),
    )
    op.create_index("conversations_of", "conversations", ["owner", "updated"])
    op.create_table(
        "turns",
        sa.Column("id", ident, primary_key=True),
        sa.Column(
            "conversation",
            ident,
            sa.ForeignKey("conversations.id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("asked", sa.Text, nullable=False),
        sa.Column("answer", sa.JSON, nullable=False),
        sa.Column("created", time, nullable=False),
        sa.Column("replaced", time),
        sa.Column("pinned", time),
    )
    op.create_index("turns_of", "turns", ["conversation", "place"])
    op.create_table(
        "papers",
        sa.Column("id", ident, primary_key=True),
        sa.Column("owner", owner, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("state", sa.JSON, nullable=False),
        sa.Column("created", time, nullable=False),
        sa.Column("updated", time, nullable=False),
        sa.Column("deleted", time),
    )
    op.create_index("papers_of", "papers", ["owner", "updated"])
    op.create_table(
        "visits",
        sa.Column("owner", owner, primary_key=True),
        sa.Column("last", sa.JSON, nullable=False),
        sa.Column("before", sa.JSON),
    )
    op.create_table(
        "cites",
        sa.Column("kept", ident, primary_key=True),
        sa.Column("document", sa.String(64), primary_key=True),
    )
    op.create_index("cites_of", "cites", ["document"])
