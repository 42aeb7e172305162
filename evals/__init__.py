"""Gold questions in, a verdict that can be trusted out."""
