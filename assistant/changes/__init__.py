"""What is different between two documents, sentence by sentence."""
