"""Standing questions: asked again when documents come in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "third"
down_revision = "second"


def upgrade() -> None:
    """One table."""
    op.create_table(
        "standing",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("owner", sa.String(200), nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("answer", sa.JSON, nullable=False),
        sa.Column("documents", sa.JSON, nullable=False),
        sa.Column("created", sa.String(32), nullable=False),
        sa.Column("asked", sa.String(32), nullable=False),
    )
    op.create_index("standing_of", "standing", ["owner", "created"])
    op.create_table(
        "changes",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column(
            "standing",
            sa.String(32),
            sa.ForeignKey("standing.id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("told", sa.JSON, nullable=False),
    )
    op.create_index("changes_of", "changes", ["standing", "at"])
