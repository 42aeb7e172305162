"""Gold questions in, a verdict out. Empty until the evaluation suite is built."""
