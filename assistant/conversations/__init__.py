"""What readers come back to: their conversations, the papers they work on and their last visit.

In: answers and papers as values. Out: the same, by owner. Kept in SQLite in the data folder, or in
PostgreSQL; what is here is the truth, and a browser holds only ids. Nothing is deleted without a
way back, but for what a document that is forgotten takes with it.
"""
