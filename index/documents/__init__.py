"""A file in, a Document out: formats, metadata, limits, and what in a text is no evidence."""
