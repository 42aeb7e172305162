"""Evidence in, an Answer out: the sources' own sentences, who says them, or what is missing."""
