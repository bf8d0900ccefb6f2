"""The ways a user can be told that something given cannot be used."""


class InputError(ValueError):
    """Bad input: the message says what was given, what is allowed and what to do. Shown without a traceback."""


class NotLinear(InputError):
    """The update rule is not linear in (state, gradient); the message names the offending term."""


class NoStationaryState(InputError):
    """The rule has no stationary law (a characteristic root on the unit circle for every setting)."""


class OutsideDomain(InputError):
    """A statement was evaluated where its hypotheses do not hold; the message names claim, condition and value."""
