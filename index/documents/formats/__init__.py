"""One file a format, and one registry that upload, ingest, fetch and messages read."""
