"""A topic in, a board paper with references out; and a paper in, what the library says of each
of its sentences, out."""
