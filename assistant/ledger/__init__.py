"""What was recommended, how it was answered and how far it got, each with its evidence."""
