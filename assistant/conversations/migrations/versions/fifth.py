"""Corrections: what readers say is wrong, with what editors decided."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "fifth"
down_revision = "fourth"


def upgrade() -> None:
    """One table."""
    time, owner, document = sa.String(32), sa.String(200), sa.String(64)
    op.create_table(
        "corrections",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("owner", owner, nullable=False),
        sa.Column("name", owner, nullable=False),
        sa.Column("at", time, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("file", sa.Text, nullable=False),
        sa.Column("document", document, nullable=False),
        sa.Column("passage", document, nullable=False),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("end", sa.Integer, nullable=False),
        sa.Column("row", sa.Text, nullable=False),
        sa.Column("step", sa.Integer),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("source_document", document, nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("decided", time),
        sa.Column("decider", owner, nullable=False),
        sa.Column("decider_name", owner, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("instead", sa.Text, nullable=False),
    )
    op.create_index("corrections_of", "corrections", ["state", "at"])
