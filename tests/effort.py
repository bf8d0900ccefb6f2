"""How hard seeded sweeps try: ten times harder under the profile ``thorough``."""

from hypothesis import settings


def effort(count: int) -> int:
    """``count`` under the default profile."""
    return count * (10 if settings().max_examples > 500 else 1)
