"""Runs the steps over the connection that `opened` hands in; there is no other way in."""

from __future__ import annotations

from alembic import context

from assistant.conversations.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,
)
context.run_migrations()
