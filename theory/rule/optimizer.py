"""What an optimizer is: an update rule written once, in its paper's notation, with hyperparameters that know their domain.

The rule uses plain operators only, so the same code runs on SymPy symbols, exact fractions, intervals, NumPy arrays
and random noise. Everything else in this project is derived from it.
"""

from __future__ import annotations

import dataclasses
import inspect
import numbers
import re
import reprlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any, ClassVar, Self

import sympy as sp

from theory.algebra.symbols import ModelSymbol, apart
from theory.errors import InputError
from theory.rule.diagnosis import place
from theory.rule.domain import Hypothesis, Interval
from theory.rule.given import require_inside

SYMBOL = re.compile(r"[^\W\d][\w.']*")
"""What prints as one symbol: no operators, spaces or numbers."""

Scalar = Any
"""Any number: SymPy expression, int, Fraction, float, mpmath number, interval, or an array of them."""


def hyperparameter(
    symbol: str,
    *,
    above: int | None = None,
    at_least: int | None = None,
    below: int | None = None,
    at_most: int | None = None,
) -> Any:
    """A dataclass field for a hyperparameter: symbolic by default, checked against its domain when a number is given.

    Parameters
    ----------
    symbol : name of the SymPy symbol, which is also its LaTeX name (``"alpha"`` prints as a Greek letter).
    above, at_least, below, at_most : the ends of its domain, open or closed.

    Raises ``InputError`` for a symbol that would not print as one, for two lower or upper ends, and for a domain without a number.
    """
    if not isinstance(symbol, str) or not SYMBOL.fullmatch(symbol):
        raise InputError(
            f"hyperparameter {symbol!r}: its symbol must be a letter or a name such as 'alpha', 'beta_2' or 'x0', which prints as one symbol"
        )
    if (above is not None and at_least is not None) or (below is not None and at_most is not None):
        raise InputError(f"hyperparameter {symbol!r}: give one of above/at_least and one of below/at_most")
    lower, upper = above if at_least is None else at_least, below if at_most is None else at_most
    for end in (lower, upper):
        if not (end is None or (isinstance(end, numbers.Real | sp.Rational) and not isinstance(end, bool))):
            raise InputError(f"hyperparameter {symbol!r}: the ends of its domain must be numbers, got {end!r}")
    interval = Interval(
        None if lower is None else sp.sympify(lower),
        None if upper is None else sp.sympify(upper),
        lower_closed=at_least is not None,
        upper_closed=at_most is not None,
    )
    if interval.empty:
        raise InputError(f"hyperparameter {symbol!r}: no number is {interval}; give a lower end below the upper one")
    return dataclasses.field(default=_symbol(symbol, interval), metadata={"symbol": symbol, "interval": interval})


def _symbol(name: str, interval: Interval) -> sp.Symbol:
    if interval.lower is not None and interval.lower >= 0:
        closed = interval.lower == 0 and interval.lower_closed
        return sp.Symbol(name, nonnegative=True) if closed else sp.Symbol(name, positive=True)
    return sp.Symbol(name, real=True)


class Optimizer(ABC):
    """Base of all update rules. Subclasses are frozen dataclasses; see ``HeavyBall`` for the pattern.

    ``init(theta)`` returns the state (a ``NamedTuple``, nested ones allowed) for a start at ``theta``.
    ``update(state, gradient)`` returns the next state; a time-varying rule takes the step number, 0 for the first
    update, as a third argument. ``read(state)`` is the iterate whose risk is studied.
    """

    slug: ClassVar[str] = ""
    """Name on the command line; the class name in kebab case by default."""

    def __init_subclass__(cls, **keywords: Any) -> None:
        super().__init_subclass__(**keywords)
        if "slug" not in vars(cls):
            cls.slug = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", cls.__name__).lower()

    def __new__(cls, *_: Any, **__: Any) -> Self:
        """Refuse a class that is no frozen dataclass before Python says so in its own way."""
        _require_frozen_dataclass(cls)
        return super().__new__(cls)

    def __post_init__(self) -> None:
        for kept in dataclasses.fields(self):  # type: ignore[arg-type]
            value = getattr(self, kept.name)
            if "interval" not in kept.metadata and not isinstance(value, Optimizer) and not _hashable(value):
                kind = type(value).__name__
                raise InputError(
                    f"{type(self).__name__}: {kept.name} is a {kind}, which can change; use a tuple or whole numbers"
                )
        for inner in self.inner_optimizers():
            if not isinstance(inner, Optimizer):
                raise InputError(f"{type(self).__name__}: the inner rule must be an optimizer, got {inner!r}")
        fields = _hyperparameter_fields(type(self))
        for field in fields:
            value = getattr(self, field.name)
            if not _is_default(value, field):
                require_inside(f"{type(self).__name__}: {field.name}", field.metadata["interval"], value)
        self._keep_symbols_apart(fields)
        for symbol, hypothesis in self.hypotheses_by_symbol().items():
            if hypothesis.interval.empty:
                raise InputError(f"{type(self).__name__}: the fields that share the symbol {symbol} have no value in common")

    def _keep_symbols_apart(self, fields: list[dataclasses.Field[Any]]) -> None:
        """Name default symbols anew where the name is taken: by an inner rule, a field before, or another symbol in a value.

        gamma, gamma_2, gamma_3. A symbol that a user gives to two fields stays one symbol.
        """
        taken = {s.name for inner in self.inner_optimizers() for s in inner.hypotheses_by_symbol()}
        given = [getattr(self, f.name) for f in fields if not _is_default(getattr(self, f.name), f)]
        given += [value for inner in self.inner_optimizers() for value in inner.hyperparameters().values()]
        foreign = {s for value in given for s in getattr(value, "free_symbols", ())}
        for field in fields:
            if _is_default(getattr(self, field.name), field):
                others = {s.name for s in foreign if s != field.default and not isinstance(s, ModelSymbol)}
                symbol = _symbol(apart(field.metadata["symbol"], taken | others), field.metadata["interval"])
                object.__setattr__(self, field.name, symbol)
                taken.add(symbol.name)

    @abstractmethod
    def init(self, theta: Scalar) -> Any:
        """The state for a start at ``theta``."""

    @abstractmethod
    def update(self, state: Any, gradient: Any) -> Any:
        """The state after one step."""

    def read(self, state: Any) -> Scalar:
        """The iterate whose risk is studied: ``state.theta`` unless overridden."""
        return state.theta

    def advance(self, state: Any, gradient: Any, step: Scalar) -> Any:
        """Call ``update`` with or without the step number, as the rule asks."""
        if len(inspect.signature(self.update).parameters) > 2:
            return self.update(state, gradient, step)  # type: ignore[call-arg]
        return self.update(state, gradient)

    # -- hyperparameters ---------------------------------------------------------------------------------------

    def inner_optimizers(self) -> Iterator[Optimizer]:
        """The rules this one wraps: the fields called ``inner``."""
        for field in dataclasses.fields(self):  # type: ignore[arg-type]
            if field.name == "inner":
                yield getattr(self, field.name)

    def hyperparameters(self) -> dict[str, Scalar]:
        """Current values by name, inner rules first. Names that occur twice are qualified by their rule's slug."""
        result: dict[str, Scalar] = {}
        for inner in self.inner_optimizers():
            result |= inner.hyperparameters()
        for field in _hyperparameter_fields(type(self)):
            key = field.name
            while key in result:
                key = f"{self.slug}.{key}"
            result[key] = getattr(self, field.name)
        return result

    def counts(self) -> dict[str, int]:
        """The whole-number fields by name (inner steps, delay, workers), inner rules first; they are never symbols."""
        result: dict[str, int] = {}
        for inner in self.inner_optimizers():
            result |= inner.counts()
        own = [f.name for f in dataclasses.fields(self) if "interval" not in f.metadata]  # type: ignore[arg-type]
        return result | {name: getattr(self, name) for name in own if isinstance(getattr(self, name), int)}

    def hypotheses_by_symbol(self) -> dict[sp.Symbol, Hypothesis]:
        """The domain of every hyperparameter that is still a symbol."""
        result: dict[sp.Symbol, Hypothesis] = {}
        for inner in self.inner_optimizers():
            result |= inner.hypotheses_by_symbol()
        for field in _hyperparameter_fields(type(self)):
            value = getattr(self, field.name)
            if isinstance(value, sp.Symbol):  # one given to two fields must suit both
                known = result[value].interval if value in result else Interval()
                result[value] = Hypothesis(value, known & field.metadata["interval"])
        return result

    def own_symbols(self) -> set[sp.Symbol]:
        """The symbols in the hyperparameters' values."""
        return set().union(*(getattr(v, "free_symbols", ()) for v in self.hyperparameters().values()))

    def symbolic(self) -> Self:
        """The same composition with every hyperparameter a symbol."""
        changes: dict[str, Any] = {f.name: f.default for f in _hyperparameter_fields(type(self))}
        changes |= {"inner": inner.symbolic() for inner in self.inner_optimizers()}
        return dataclasses.replace(self, **changes)  # type: ignore[type-var]

    def mapped(self, convert: Callable[[Scalar], Scalar]) -> Self:
        """A copy with every hyperparameter passed through ``convert`` (to floats, to exact numbers)."""
        changes: dict[str, Any] = {f.name: convert(getattr(self, f.name)) for f in _hyperparameter_fields(type(self))}
        changes |= {"inner": inner.mapped(convert) for inner in self.inner_optimizers()}
        return dataclasses.replace(self, **changes)  # type: ignore[type-var]

    def values(self) -> dict[sp.Symbol, Scalar]:
        """What this optimizer puts for the symbols of ``symbolic()``."""
        return _values(self, self.symbolic())

    def set(self, **given: Scalar) -> Self:
        """A copy with the named hyperparameters and whole-number fields set, wherever in the composition they stand.

        Raises ``InputError`` for an unknown name or a value outside the domain.
        """
        names = {**self.hyperparameters(), **self.counts()}
        unknown = [name for name in given if name not in names]
        if unknown:
            known = ", ".join(names)
            raise InputError(f"{self}: no hyperparameter {unknown[0]!r}; it has: {known}")
        changes: dict[str, Any] = {}
        rest = dict(given)
        for inner in self.inner_optimizers():
            inside = {n: rest.pop(n) for n in list(rest) if n in inner.hyperparameters() or n in inner.counts()}
            changes["inner"] = inner.set(**inside) if inside else inner
        changes |= {name.split(".")[-1]: value for name, value in rest.items()}
        for name in changes.keys() & self.counts().keys():
            if changes[name] == changes[name] // 1:
                changes[name] = int(changes[name])
        return dataclasses.replace(self, **changes)  # type: ignore[type-var]

    # -- printing ----------------------------------------------------------------------------------------------

    def __str__(self) -> str:
        inner = ", ".join(str(i) for i in self.inner_optimizers())
        return f"{self.slug}({inner})" if inner else self.slug

    def _repr_latex_(self) -> str:
        settings = [
            sp.latex(field_symbol) if isinstance(value, sp.Symbol) else f"{sp.latex(field_symbol)} = {value}"
            for field_symbol, value in self.values().items()
        ]
        return rf"$\text{{{self}}}\left({', '.join(settings)}\right)$"


def require_optimizer(value: Any) -> None:
    """Raise ``InputError`` for what is no optimizer: a name, a class that is not called."""
    if isinstance(value, Optimizer):
        return
    if isinstance(value, type) and issubclass(value, Optimizer):
        raise InputError(f"an optimizer is needed, got the class {value.__name__}; write {value.__name__}()")
    raise InputError(f"an optimizer is needed, such as nqm.SGD(learning_rate=0.1), got {reprlib.repr(value)}")


def require_whole(optimizer: Optimizer, least: int, *names: str) -> None:
    """Raise ``InputError`` unless the named fields (numbers of steps, of workers) are whole and at least ``least``."""
    for name in names:
        value = getattr(optimizer, name)
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            raise InputError(f"{type(optimizer).__name__}: {name} must be a whole number >= {least}, got {value}")


def asks_for_step(optimizer: Optimizer) -> bool:
    """Whether the rule, or one inside it, has an argument for the step number."""
    own = len(inspect.signature(optimizer.update).parameters) > 2
    return own or any(asks_for_step(inner) for inner in optimizer.inner_optimizers())


def attributes(optimizer: Optimizer) -> tuple[Any, ...]:
    """What a rule's classes hold besides the fields, as something hashable: it can change, and the rule with it."""
    classes = [c for c in type(optimizer).__mro__ if issubclass(c, Optimizer) and c is not Optimizer]
    found = [(n, v) for c in classes for n, v in vars(c).items() if not n.startswith("_")]
    mine = tuple((n, v if _hashable(v) else repr(v)) for n, v in found)
    return (*mine, *(attributes(inner) for inner in optimizer.inner_optimizers()))


def _hashable(value: Any) -> bool:
    try:
        hash(value)
    except TypeError:
        return False
    return True


@lru_cache(maxsize=256)
def _require_frozen_dataclass(cls: type) -> None:
    """Raise ``InputError`` for a class that lacks its decorator."""
    functions = [v for v in vars(cls).values() if inspect.isfunction(v)]
    where = place(functions[0].__code__, functions[0].__code__.co_firstlineno) if functions else ""
    if missing := sorted(getattr(cls, "__abstractmethods__", ())):
        raise InputError(f"{cls.__name__}{where} does not define {' and '.join(missing)}")
    if "__dataclass_fields__" in vars(cls):
        if not cls.__dataclass_params__.frozen:  # type: ignore[attr-defined]
            raise InputError(
                f"{cls.__name__}{where} can be changed after it is made: write @dataclass(frozen=True) above the class"
            )
        return
    fields = [n for n, v in vars(cls).items() if isinstance(v, dataclasses.Field)]
    fields += [n for n, kind in inspect.get_annotations(cls).items() if "ClassVar" not in str(kind)]
    if fields or not dataclasses.is_dataclass(cls):
        raise InputError(f"{cls.__name__}{where}: put @dataclass(frozen=True) above the class")


def _is_default(value: Any, field: dataclasses.Field[Any]) -> bool:
    return isinstance(value, sp.Symbol) and bool(value == field.default)


def _hyperparameter_fields(cls: type) -> list[dataclasses.Field[Any]]:
    return [f for f in dataclasses.fields(cls) if "interval" in f.metadata]


def _values(numeric: Optimizer, symbolic: Optimizer) -> dict[sp.Symbol, Scalar]:
    result: dict[sp.Symbol, Scalar] = {}
    for inner, inner_symbolic in zip(numeric.inner_optimizers(), symbolic.inner_optimizers(), strict=True):
        result |= _values(inner, inner_symbolic)
    for field in _hyperparameter_fields(type(numeric)):
        result[getattr(symbolic, field.name)] = getattr(numeric, field.name)
    return result


def leaves(state: Any) -> list[Any]:
    """The numbers in a state, nested tuples flattened in order."""
    return [leaf for part in state for leaf in leaves(part)] if isinstance(state, tuple) else [state]


def rebuild(template: Any, numbers: Iterator[Any]) -> Any:
    """A state shaped like ``template`` with its numbers taken from an iterator."""
    if not isinstance(template, tuple):
        return next(numbers)
    parts = [rebuild(part, numbers) for part in template]
    return type(template)(*parts) if hasattr(template, "_fields") else tuple(parts)


def leaf_names(state: Any, prefix: str = "") -> list[str]:
    """Readable names of the numbers in a state: ``theta``, ``inner.m``."""
    if not isinstance(state, tuple):
        return [prefix]
    keys = getattr(state, "_fields", range(len(state)))
    join = prefix + "." if prefix else ""
    return [n for key, part in zip(keys, state, strict=True) for n in leaf_names(part, f"{join}{key}")]
