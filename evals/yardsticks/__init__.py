"""Public sets that a user downloads, as yardsticks from outside: `python -m evals.yardsticks NAME
FOLDER`.

Not to be confused with the plain systems that `evaluate` runs beside the product over our own
gold questions (`--no-yardsticks` leaves those out). None of these sets is part of the project.
"""
