"""A sentence and a passage in, how far the passage supports the sentence out."""
