"""What a command is given: optimizers, files; and what it gives back."""
