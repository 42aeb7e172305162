"""A question in, ranked hits and sentences out."""
