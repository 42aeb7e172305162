"""A language model in, its marks on three papers out, and what they let it do."""
