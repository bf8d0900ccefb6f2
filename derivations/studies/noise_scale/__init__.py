"""The gradient noise scale in numbers, and how well it is measured."""
