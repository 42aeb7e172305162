"""Documents, passages and vectors kept: Chroma, keywords and token vectors."""
