"""A user's method that does not run on symbols: one line that says where, what it did, and what to write instead."""

from __future__ import annotations

import dataclasses
import difflib
import inspect
import re
from collections.abc import Callable
from typing import Any

import sympy as sp

from theory.errors import InputError, NotLinear
from theory.rule.diagnosis import line_of_error, place, source_of_error
from theory.rule.optimizer import Optimizer

BRANCH_FREE = "use plain operators only, nqm.minimum, nqm.maximum, or 0**step, which is 1 at the first step and then 0"
CALLED = re.compile(r"([A-Za-z_]\w*)\(")
BUILTINS = {
    "min": "nqm.minimum",
    "max": "nqm.maximum",
    "int": "nqm.floor",
    "round": "nqm.floor(x + sympy.Rational(1, 2))",
    "range": "",
}
"""Python's functions that SymPy's symbols do not go through, and what does the same."""
COMPARISONS = (sp.StrictGreaterThan, sp.StrictLessThan, sp.GreaterThan, sp.LessThan)
OFFERED = ("sqrt", "exp", "log", "cos", "sin", "sign", "floor", "maximum", "minimum")
WHOLE_ARRAY = ("sum", "mean", "norm", "dot", "shape", "size", "std", "all", "any", "ndim", "reshape")


def require_arguments(optimizer: Optimizer) -> None:
    """Raise ``InputError`` for a method that does not take what it is called with."""
    wanted = {"init": "(theta)", "update": "(state, gradient) or (state, gradient, step)", "read": "(state)"}
    for method, allowed in wanted.items():
        function = getattr(optimizer, method)
        try:
            signature = inspect.signature(function)
            count = 1 if method != "update" else 3 if len(signature.parameters) > 2 else 2
            signature.bind(*range(count))
        except (TypeError, ValueError):
            code = inspect.unwrap(getattr(function, "__func__", function)).__code__
            taken = ", ".join(code.co_varnames[: code.co_argcount + code.co_kwonlyargcount])
            raise InputError(
                f"{type(optimizer).__name__}.{method}{place(code, code.co_firstlineno)} takes ({taken}); "
                f"it must take {allowed} behind self"
            ) from None


def run_method(optimizer: Optimizer, method: str, call: Callable[[], Any]) -> Any:
    """Run a user's method on symbols; a failure becomes one line that says where and what to write instead."""
    try:
        return call()
    except InputError:
        raise
    except Exception as error:
        name, where = f"{type(optimizer).__name__}.{method}", line_of_error(error)
        text = str(error)
        called = CALLED.findall(source_of_error(error))
        builtin = next((f for f in called if f in BUILTINS), None)
        if "truth value" in text:
            instead = (
                f"write {BUILTINS[builtin]} for {builtin}"
                if builtin in ("min", "max")
                else f"{BRANCH_FREE} (nqm.sign for a nonlinear rule)"
            )
            raise NotLinear(f"{name}{where} branches on data; {instead}") from None
        if builtin is not None and ("to int" in text or "as an integer" in text or "Cannot round" in text):
            raise NotLinear(f"{name}{where}: {builtin} knows plain numbers only; {_instead(builtin)}") from None
        if any(f"'{kind.__name__}'" in text for kind in COMPARISONS):
            raise NotLinear(f"{name}{where} counts with a comparison (<, >), and so branches on data; {BRANCH_FREE}") from None
        if isinstance(error, dataclasses.FrozenInstanceError):
            raise InputError(f"{name}{where}: {text}: the rule itself is fixed; put what it remembers into State") from None
        if isinstance(error, ZeroDivisionError):
            raise InputError(f"{name}{where}: divides by zero") from None
        if isinstance(error, TypeError) and "__new__" in text:
            fields = ", ".join(getattr(getattr(type(optimizer), "State", None), "_fields", ()))
            raise InputError(f"{name}{where}: State has the fields ({fields}); {text.split('() ')[-1]}") from None
        if isinstance(error, AttributeError):
            text += _suggestion(error)
        if "fresh() takes" in text:
            raise InputError(f"{name}{where}: fresh() takes no point; write gradient.fresh()(point)") from None
        if "norm" in called or (
            isinstance(error, AttributeError) and error.name in WHOLE_ARRAY and isinstance(error.obj, sp.Basic)
        ):
            raise NotLinear(
                f"{name}{where}: a sum or norm over the coordinates; a linear rule treats each coordinate alone"
            ) from None
        ours = [f for f in called if f in OFFERED]
        if "convert expression to float" in text and (ours or "ceil" in called):
            instead = f"nqm.{ours[0]}" if ours else "-nqm.floor(-x)"
            raise InputError(f"{name}{where}: math.{(ours or ['ceil'])[0]} knows plain numbers only; write {instead}") from None
        kind = NotLinear if isinstance(error, TypeError) else InputError
        hint = "; use plain operators only" if isinstance(error, TypeError) else ""
        if hint and ours:
            hint += f", and nqm.{ours[0]}"
        raise kind(f"{name}{where}: {type(error).__name__}: {text}{hint}") from None


def _instead(builtin: str) -> str:
    """What to write for a function of Python's."""
    if builtin == "range":
        return "give the number of turns as a whole-number field (count: int = 3), and keep what a turn adds in State"
    return f"write {BUILTINS[builtin]}"


def _suggestion(error: AttributeError) -> str:
    """What an unknown attribute may have been meant to be."""
    near = difflib.get_close_matches(str(error.name), [n for n in dir(error.obj) if not n.startswith("_")], n=1)
    return f"; did you mean {near[0]!r}?" if near else ""
