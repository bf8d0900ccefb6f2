"""Optimizers by name on the command line: ``heavy-ball``, ``ema(heavy-ball)``, ``path/to/file.py:ClassName``."""

from __future__ import annotations

import difflib
import importlib.util
import inspect
import math
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stdout
from dataclasses import MISSING
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from functools import partial
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from traceback import walk_tb
from types import ModuleType
from typing import Any

from derivations.inputs.claimed import claim_rule
from theory.errors import InputError
from theory.optimizers import REGISTRY, SGD
from theory.rule.optimizer import Optimizer

GROUP = "nqm.optimizers"
"""Entry-point group in which other packages register optimizers: name = "package.module:ClassName"."""


def parse_optimizer(text: str) -> Optimizer:
    """The optimizer that a name or composition stands for, hyperparameters symbolic.

    Raises ``InputError`` naming the nearest known name, or what is wrong with the file.
    """
    name, inner = _split(text.strip())
    wrapped = None if inner is None else parse_optimizer(inner)
    file, _, chosen = name.rpartition(".py")
    if file:
        return _from_file(Path(f"{file}.py"), chosen.lstrip(":"), wrapped)
    known = known_optimizers()
    if name not in known:
        near = difflib.get_close_matches(name, known, n=1, cutoff=0.4)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        raise InputError(f"unknown optimizer {name!r}; known: {', '.join(known)}, or file.py:ClassName{hint}")
    cls = known[name]()
    return cls() if wrapped is None else _wrapping(cls, name)(inner=wrapped)


def _split(text: str) -> tuple[str, str | None]:
    """A name or ``file.py:ClassName``, and what stands in parentheses behind it. (A folder's name may hold parentheses too.)"""
    files = (text[: m.end()] for m in re.finditer(r"\.py(?=[:(]|$)", text))
    file = next((f for f in files if Path(f).is_file()), "")
    name, opening, inner = text[len(file) :].partition("(")
    wrong = ""
    if opening and not inner.endswith(")"):
        wrong = f"unbalanced parentheses in {text!r}: it must end in )"
    elif not opening and ")" in name:
        wrong = f"unbalanced parentheses in {text!r}: a ) too many"
    elif not (file + name).strip():
        wrong = f"an optimizer's name is missing in front of the ( in {text!r}" if opening else "an optimizer's name is missing"
    elif opening and not inner[:-1].strip():
        wrong = f"an optimizer's name is missing between the ( and the ) of {text!r}"
    if wrong:
        raise InputError(f"{wrong}; write e.g. ema(heavy-ball)")
    return (file + name).strip(), inner[:-1] if opening else None


def files_of(text: str) -> list[Path]:
    """The files that an optimizer on the command line is made from, with those beside them that they import."""
    name, inner = _split(text.strip())
    file, suffix, _ = name.rpartition(".py")
    mine = [Path(file + suffix)] if suffix else []
    return [p for f in mine for p in (f, *sorted(SOURCES.get(str(f), ())))] + ([] if inner is None else files_of(inner))


def _wrapping(cls: type[Optimizer], name: str) -> Callable[..., Optimizer]:
    """The class, if it wraps another rule. Raises ``InputError`` if not."""
    if "inner" not in getattr(cls, "__dataclass_fields__", {}):
        raise InputError(f"{name} does not wrap another optimizer: it has no field 'inner'")
    return cls


def known_optimizers() -> dict[str, Callable[[], type[Optimizer]]]:
    """Loaders by name: the built-in rules, and those that other packages register in the group ``nqm.optimizers``.

    An entry point is loaded when its name is used; a built-in name cannot be taken over.
    """
    found = {point.name: partial(_load_entry_point, point) for point in entry_points(group=GROUP)}
    return {**found, **{name: partial(_given, cls) for name, cls in REGISTRY.items()}}


def _given(cls: type[Optimizer]) -> type[Optimizer]:
    return cls


def _load_entry_point(point: EntryPoint) -> type[Optimizer]:
    """The class behind an entry point. Raises ``InputError`` if it does not load or is no optimizer."""
    origin = f" of the package {point.dist.name}" if point.dist else ""
    try:
        cls = point.load()
    except Exception as error:
        raise InputError(f"optimizer {point.name!r}{origin} does not load: {type(error).__name__}: {error}") from None
    if not (inspect.isclass(cls) and issubclass(cls, Optimizer)):
        raise InputError(f"optimizer {point.name!r}{origin}: {point.value} is not a class derived from nqm.Optimizer")
    return cls


def load_file(path: Path) -> list[type[Optimizer]]:
    """The optimizer classes defined in a Python file. Raises ``InputError`` if there is none or it does not import."""
    module = _import(path)
    found = [
        cls
        for _, cls in inspect.getmembers(module, inspect.isclass)
        if issubclass(cls, Optimizer) and cls.__module__ == module.__name__
    ]
    if not found:
        classes = [n for n, k in inspect.getmembers(module, inspect.isclass) if k.__module__ == module.__name__]
        seen = f"its classes ({', '.join(classes)}) do not derive from nqm.Optimizer" if classes else "it defines no class"
        raise InputError(f"{path}: no optimizer found: {seen}; 'nqm new {path.name}' writes a starting file")
    return found


def instantiate(cls: type[Optimizer], path: Path, inner: Optimizer | None = None) -> Optimizer:
    """The class with symbolic hyperparameters, around ``inner`` (a wrapper that has no default: around SGD)."""
    field = getattr(cls, "__dataclass_fields__", {}).get("inner")
    if inner is None and field is not None and field.default is MISSING and field.default_factory is MISSING:
        inner = SGD()
    try:
        return cls() if inner is None else _wrapping(cls, f"{path}:{cls.__name__}")(inner=inner)
    except InputError as error:
        raise error if path.name in str(error) else InputError(f"{path}: {error}") from None
    except TypeError as error:
        raise InputError(
            f"{path}: {cls.__name__}() failed: {error}; give every field a hyperparameter(...) or default"
        ) from None


def _from_file(path: Path, name: str, inner: Optimizer | None) -> Optimizer:
    found = load_file(path)
    if not name and len(found) > 1:
        raise InputError(f"{path} defines {', '.join(c.__name__ for c in found)}; choose one: {path}:{found[0].__name__}")
    for cls in found:
        if name in ("", cls.__name__):
            return instantiate(cls, path, inner)
    known = ", ".join(c.__name__ for c in found)
    raise InputError(f"{path}: no optimizer {name!r}; it defines: {known}")


def _import(path: Path) -> ModuleType:
    if not path.is_file():
        raise InputError(f"no such file: {path}")
    if not path.read_text(encoding="utf-8", errors="replace").strip():
        raise InputError(f"{path} is empty; 'nqm new {path.name}' writes a starting file")
    name = f"nqm_user_{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise InputError(f"{path} is not a Python file")
    claim_rule(path)
    module = importlib.util.module_from_spec(spec)
    module.__dict__["print"] = _aside  # also when its rules run: standard output may be JSON
    sys.modules[name] = module  # dataclasses look their module up
    try:
        with _neighbours(path), redirect_stdout(sys.stderr):
            spec.loader.exec_module(module)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # SystemExit, too, is the file's
        raise InputError(_why_not(path, error)) from None
    for source in SOURCES.get(str(path), ()):
        claim_rule(source)
    return module


def _aside(*values: object, **options: Any) -> None:
    """``print``, to standard error unless a file is given."""
    print(*values, **{"file": sys.stderr, **options})


def _why_not(path: Path, error: BaseException) -> str:
    """Why a file did not import, with its line where there is one."""
    lines = [at for frame, at in walk_tb(error.__traceback__) if frame.f_code.co_filename == str(path.absolute())]
    where = f"{path}:{lines[-1]}" if lines else str(path)
    if isinstance(error, SyntaxError):
        zero = path.read_bytes().partition(b"\0")
        at = zero[0].count(b"\n") + 1 if zero[1] else error.lineno
        file = path if error.filename in (None, str(path), str(path.absolute()), "<string>") else error.filename
        return f"{file}:{at}: {error.msg}" if at else f"{file}: {error.msg}"
    if isinstance(error, InputError):
        return f"{where}: {error}"
    if isinstance(error, SystemExit):
        return f"{where}: it ends the program (sys.exit) when it is imported; put that under if __name__ == '__main__'"
    package = (getattr(error, "name", None) or "").partition(".")[0] if isinstance(error, ImportError) else ""
    mine = path.resolve().parent / package
    if package in OWN and (mine.is_dir() or mine.with_suffix(".py").is_file()):
        return f"{where}: {package} beside it has the name of a package of nqm, which is imported instead; rename yours"
    return f"{where}: it does not import: {type(error).__name__}: {error}"


@contextmanager
def _neighbours(path: Path) -> Iterator[None]:
    """The file's own folder to import from, as when it is run as a program.

    What was imported from there is forgotten afterwards: another file may have a neighbour of the same name.
    """
    folder, before = str(path.resolve().parent), set(sys.modules)
    sys.path.insert(0, folder)
    try:
        yield
    finally:
        sys.path.remove(folder)
        for name in set(sys.modules) - before:
            if name.partition(".")[0] not in OWN and _stands_in(sys.modules[name], folder):
                sys.modules[name].__dict__.setdefault("print", _aside)
                SOURCES.setdefault(str(path), set()).add(Path(str(sys.modules[name].__file__)))
                del sys.modules[name]


OWN = ("nqm", "theory", "numerics", "montecarlo", "derivations")
SOURCES: dict[str, set[Path]] = {}
"""By file of rules: the files beside it that it imports, on which its results depend too."""


def _stands_in(module: ModuleType, folder: str) -> bool:
    file = getattr(module, "__file__", None)
    return file is not None and Path(file).resolve().is_relative_to(folder) and "site-packages" not in Path(file).parts


def parse_settings(optimizer: Optimizer, settings: Sequence[str], exact: bool = False) -> Optimizer:
    """Put ``name=value`` settings into an optimizer; values are decimals or fractions such as 1/3.

    ``exact`` keeps them as fractions, else they become floats. Raises ``InputError``.
    """
    given: dict[str, Any] = {}
    for setting in settings:
        name, equals, value = setting.partition("=")
        if not equals:
            raise InputError(f"--set needs name=value, got {setting!r}")
        number = parse_number(value, f"--set {name.strip()}")
        given[name.strip()] = number if exact else float(number)
    return optimizer.set(**given) if given else optimizer


def settings_text(values: Mapping[str, float]) -> str:
    """Settings as ``--set`` takes them: with all their digits, since a momentum just below 1 must not be printed as 1."""
    return ", ".join(f"{name} = {value!r}" for name, value in values.items())


def parse_number(text: str, what: str, wanted: str = "needs a finite number such as 0.1 or 1/3") -> Fraction:
    """A decimal, fraction or power such as 2^10 that a float64 can hold, exactly as it is written (whole powers)."""
    refusal = InputError(f"{what} {wanted}, got {text.strip()!r}")
    base, caret, exponent = text.partition("^")
    if caret:
        return _power(parse_number(base, what, wanted), parse_number(exponent, what, wanted), what, text)
    try:
        top, slash, bottom = text.partition("/")
        parts = [Decimal(top.strip()), Decimal(bottom.strip() if slash else 1)]
    except InvalidOperation:
        raise refusal from None
    if not all(part.is_finite() for part in parts):
        raise refusal
    for part in parts:  # looked at before they become integers: 1e999999999 would fill the memory
        if part and not -330 <= part.adjusted() <= 308:
            raise _out_of_range(what, text)
    if not parts[1]:
        raise refusal
    value = Fraction(parts[0]) / Fraction(parts[1])
    if value and not 2.3e-308 <= abs(value) <= 1.7e308:
        raise _out_of_range(what, text)
    return value


def _out_of_range(what: str, text: str) -> InputError:
    return InputError(f"{what} needs a number between 1e-308 and 1e308 in size, got {text.strip()!r}")


def _power(base: Fraction, exponent: Fraction, what: str, text: str) -> Fraction:
    """base^exponent, looked at before it is computed: it may be too large for the memory."""
    if base <= 0 or "/" in text:  # 3/2^2 and -2^2 may be read in two ways
        raise InputError(f"{what} needs a power of a plain number > 0 such as 2^10, got {text.strip()!r}")
    if base == 1:
        return base
    if abs(float(exponent) * math.log(base)) > 708:
        raise _out_of_range(what, text)
    return base ** int(exponent) if exponent.denominator == 1 else Fraction(float(base) ** float(exponent))


def parse_list(text: str, what: str, wanted: str = "needs finite numbers such as 0.1 or 1/3") -> list[Fraction]:
    """Comma-separated numbers."""
    return [parse_number(part, what, wanted) for part in text.split(",")]


def parse_whole(text: str, what: str) -> int:
    """A whole number, which may be written as 2^10 or 1e6."""
    wanted = "must be a whole number"
    value = parse_number(text, what, wanted)
    if value.denominator != 1:
        raise InputError(f"{what} {wanted}, got {text.strip()!r}")
    return int(value)


def whole_steps(text: str) -> list[int]:
    """``--steps`` as numbers. Raises ``InputError``."""
    wanted = "must be whole numbers >= 0, comma-separated"
    values = parse_list(text, "--steps", wanted)
    bad = [v for v in values if v < 0 or v.denominator != 1]
    if bad:
        raise InputError(f"--steps {wanted}, got {bad[0]}")
    return [int(v) for v in values]


def parse_batch_size(text: str, what: str = "--batch-size") -> float:
    """A number > 0, or inf for no noise. Raises ``InputError``."""
    if text.strip() == "inf":
        return math.inf
    value = parse_number(text, what, "needs a number > 0, or inf for no noise")
    if value <= 0:
        raise InputError(f"{what} must be > 0, got {text.strip()}")
    return float(value)


def parse_batch_sizes(text: str) -> list[float]:
    """Comma-separated batch sizes."""
    return [parse_batch_size(part, "--batch-sizes") for part in text.split(",")]
