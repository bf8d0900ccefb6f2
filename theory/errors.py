"""The ways a user can be told that something given cannot be used."""


class InputError(ValueError):
    """Bad input: the message says what was given, what is allowed and what to do. Shown without a traceback."""


def whole_number(value: object, what: str, least: int = 0) -> int:
    """``value`` as an int. Raises ``InputError`` naming it ``what`` unless it is a whole number >= ``least``."""
    try:
        whole = int(value)  # type: ignore[call-overload]
        fits = not isinstance(value, bool | str | bytes) and whole == value and whole >= least
    except (TypeError, ValueError, OverflowError):
        fits = False
    if not fits:
        raise InputError(f"{what} must be a whole number >= {least}, got {value!r}")
    return int(whole)


class NotLinear(InputError):
    """The update rule is not linear in (state, gradient); the message names the offending term."""


class NotDecided(InputError):
    """A question of the user's that the method does not answer; the message says which part of it."""


class NoStationaryState(InputError):
    """The rule has no stationary law (a characteristic root on the unit circle for every setting)."""


class OutsideDomain(InputError):
    """A statement was evaluated where its hypotheses do not hold; the message names claim, condition and value."""
