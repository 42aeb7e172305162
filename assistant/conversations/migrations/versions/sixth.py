"""An answer that colleagues may read too."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "sixth"
down_revision = "fifth"


def upgrade() -> None:
    """Three columns: under which name, by whom, since when."""
    op.add_column("turns", sa.Column("shared", sa.String(32)))
    op.add_column("turns", sa.Column("shared_by", sa.String(200)))
    op.add_column("turns", sa.Column("shared_at", sa.String(32)))
    op.create_index("turns_shared", "turns", ["shared"])
