"""Text in, its dates, numbers, words and sentences out: pure functions, the ground floor of
everything else."""
