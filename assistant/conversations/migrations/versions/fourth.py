"""Who is told of changed answers by a feed or by mail."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "fourth"
down_revision = "third"


def upgrade() -> None:
    """One table."""
    op.create_table(
        "telling",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("owner", sa.String(200), nullable=False, unique=True),
        sa.Column("feed", sa.String(64)),
        sa.Column("mail", sa.Text),
        sa.Column("since", sa.String(32)),
        sa.Column("mailed", sa.JSON, nullable=False),
        sa.Column("sending", sa.String(32)),
        sa.Column("failing", sa.String(32)),
        sa.Column("failed", sa.String(32)),
    )
