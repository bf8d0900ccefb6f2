"""What a printed statement is, the lemmas that many share, and wrong variants of it."""
