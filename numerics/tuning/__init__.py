"""The settings that reach a target in the fewest steps, searched and proved."""
