"""Passages in, sentences of a language model that they support out."""
