"""One file for each shape of an answer: what is asked for in, what is told out."""
