"""What an update rule is, how its author writes it, and how its linear system is read off it."""
