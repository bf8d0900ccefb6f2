"""Do two update rules produce the same iterates, and under which map of hyperparameters?

Two linear rules do if and only if their transfer functions agree: polynomial equations for the second rule's hyperparameters
(``coefficients``), solved one by one (``branching``). What is found is then checked on the transfer functions themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from random import Random
from typing import Any

import sympy as sp

from theory.algebra.branching import Contradiction, Equation, Open, Solved, Values, branches, substituted
from theory.algebra.field import cancel, is_zero
from theory.algebra.symbols import ModelSymbol, in_order
from theory.analysis.derivation import Derivation, derive
from theory.equivalence.answer import Difference
from theory.equivalence.answer import Equivalence as Equivalence
from theory.equivalence.coefficients import RATIO, equations, exponent_symbols, one_to_one, repeated
from theory.equivalence.exponents import choices
from theory.errors import InputError, NotDecided
from theory.proof.inequality import holds_on
from theory.rule.domain import Domain
from theory.rule.filter import LinearSystem
from theory.rule.model import h, z
from theory.rule.optimizer import Optimizer, require_optimizer

SAMPLES = 50
Note = Callable[[str], None]


def equivalent(
    first: Optimizer, second: Optimizer, steps: int | None = None, special: bool = True, note: Note = lambda question: None
) -> Equivalence:
    """Decide whether ``second`` can reproduce every iterate of ``first``, and find the map of hyperparameters.

    Parameters
    ----------
    first : its symbols are given; numbers or expressions in other hyperparameters restrict it.
    second : its symbols are sought; numbers are kept.
    steps : updates of the second for one of the first; by default 1, or the whole-number fields of the first (rounds) if 1 fails.
    special : where there is no map, look for conditions on the first rule under which there is one.
    note : told of each question when it is taken up, so that a caller who stops waiting knows what was not decided.

    Raises ``NotLinear`` for a rule without a transfer function, and ``NotDecided`` where the equations are beyond this method.
    """
    require_optimizer(first)
    require_optimizer(second)
    if steps is not None and steps < 1:
        raise InputError(f"equivalent: steps must be a whole number >= 1, got {steps}")
    candidates = [steps] if steps else list(dict.fromkeys([1, *(n for n in first.counts().values() if n > 1)]))
    answers: list[Equivalence] = []
    for count in candidates:
        if answers and not _Comparison(first, second, count, _simple_point(first), note).possible():
            continue  # one setting without a solution refutes the map, and numbers are quick where symbols are not
        answers.append(_Comparison(first, second, count, note=note).answer(special))
        if answers[-1]:
            break
    return answers[-1] if answers[-1] else answers[0]


class _Comparison:
    """One question: the first rule's update against ``steps`` updates of the second."""

    def __init__(
        self, first: Optimizer, second: Optimizer, steps: int, given: Values | None = None, note: Note = lambda question: None
    ) -> None:
        self.first, self.second, self.steps = first, second, steps
        self.given, self._outer = given or {}, note
        self.note("the recursions of both rules")
        left = derive(first)
        self.left = Derivation(first, left.system.subs(self.given)) if given else left
        self.renamed = {s: ModelSymbol(f"{s.name}'", **s.assumptions0) for s in second.hypotheses_by_symbol()}
        self.right = Derivation(second, derive(second).system.subs(self.renamed))
        self.one_to_one = one_to_one(self.left.system, self.right.system, steps)

    def note(self, question: str) -> None:
        """Tell the caller what is taken up."""
        where = ", ".join(f"{s} = {v}" for s, v in self.given.items())
        self._outer(f"{self.steps} for one{', where ' + where if where else ''}: {question}")

    def possible(self) -> bool:
        """Whether the equations are not contradictory (meant for a first rule in numbers)."""
        return any(
            not isinstance(end, Contradiction) for exponents in self._exponent_choices() for end in self._ends(exponents)
        )

    def _ends(self, exponents: Values) -> Iterator[Solved | Contradiction | Open]:
        """How the equations end, the second rule's exponents being given."""
        unknowns = [s for s in self.renamed.values() if s not in exponents]
        right = self.right.system.subs(exponents) if exponents else self.right.system
        return branches(self._noted(right, exponents), unknowns if self.one_to_one else [*unknowns, RATIO])

    def _noted(self, right: LinearSystem, exponents: Values) -> Iterator[Equation]:
        """The equations, each noted when it is asked for."""
        under = "".join(f", {s} = {v}" for s, v in exponents.items())
        for equation in equations(self.left.system, right, self.steps):
            self.note(equation.name + under)
            yield equation

    def answer(self, special: bool) -> Equivalence:
        deepest: Contradiction | None = None
        conditions: dict[sp.Expr, None] = {}
        outside: Equivalence | None = None
        for exponents in self._exponent_choices():
            for end in self._ends(exponents):
                if isinstance(end, Open):
                    raise NotDecided(f"{self.first} and {self.second}: {end.equation.name} leaves an equation of higher degree")
                if isinstance(end, Solved):
                    found = self._solved({**exponents, **end.values})
                    if found.domain != "left":
                        return found
                    outside = outside or found
                    continue
                conditions |= dict.fromkeys(end.conditions)
                if deepest is None or end.equation.rank > deepest.equation.rank:
                    deepest = Contradiction(end.equation, {**exponents, **end.values}, end.conditions)
        return self._refused(deepest, conditions if special else {}, outside)

    def _exponent_choices(self) -> Iterator[Values]:
        """Values to try for the second rule's unknowns in an exponent (the power of a preconditioner)."""
        unknowns = in_order(exponent_symbols(self.right.system) & set(self.renamed.values()))
        return choices(self.left.system, self.right.system, self.steps, unknowns)

    def _solved(self, values: Values) -> Equivalence:
        """The map from a solution; unknowns left free are chosen so that it stays in the domain, if some choice does."""
        free = [s for s in self.renamed.values() if s not in values]
        best: tuple[Equivalence, int] | None = None
        for choice in self._choices(values, free):
            answer, outside = self._with(values, choice)
            if answer.domain == "proved":
                return answer
            if best is None or outside < best[1]:
                best = answer, outside
        assert best is not None
        return best[0]

    def _choices(self, values: Values, free: Sequence[sp.Symbol]) -> Iterator[Values]:
        """Values for what is free: numbers of its domain, or what brings another hyperparameter to an end of its own."""
        if not free:
            yield {}
            return
        unknown, rest = free[0], free[1:]
        mine = {new: old for old, new in self.renamed.items()}
        domains = self.second.hypotheses_by_symbol()
        options: list[sp.Expr] = []
        for s, v in values.items():
            ends = (domains[mine[s]].interval.lower, domains[mine[s]].interval.upper) if s in mine else ()
            for end in ends:
                numerator = sp.numer(cancel(v - end)) if end is not None and unknown in sp.sympify(v).free_symbols else sp.S.One
                if sp.degree(numerator, unknown) == 1:
                    options.append(cancel(-sp.Poly(numerator, unknown).nth(0) / sp.Poly(numerator, unknown).LC()))
        options += [v for v in (sp.S.Zero, sp.S.Half, sp.S.One) if domains[mine[unknown]].interval.contains(v)]
        for value in dict.fromkeys(options):
            put = substituted(values, {unknown: value})
            for further in self._choices(put, rest) if put is not None else ():
                yield {unknown: value, **further}

    def _with(self, values: Values, choice: Values) -> tuple[Equivalence, int]:
        """The answer for one choice of what is free, and at how many of the settings tried it leaves the domain."""
        free = [s for s in choice if not any(s in sp.sympify(v).free_symbols for v in values.values())]
        full = substituted({**values, **choice}, choice)
        assert full is not None
        ratio = full.pop(RATIO, sp.S.One)
        self._verify(full, ratio)
        names = {s: n for n, s in self.second.hyperparameters().items() if isinstance(s, sp.Symbol)}
        old = {new: s for s, new in self.renamed.items()}
        proved, outside, everywhere = self._outside({old[s]: v for s, v in full.items()})
        answer = Equivalence(
            self.first,
            self.second,
            {n: full[new] for new, n in ((s, names[o]) for o, s in self.renamed.items()) if new not in free},
            tuple(names[old[s]] for s in free),
            self.steps,
            ratio,
            "iterates" if self.one_to_one else "law",
            "proved" if proved else "left" if outside else "sampled",
            leaving=outside[0] if outside else "",
        )
        return replace(answer, partial_map=None if proved or everywhere else answer.map), len(outside)

    def _verify(self, values: Values, ratio: sp.Expr) -> None:
        """The transfer functions themselves agree: an independent check of what the first terms gave."""
        self.note("the transfer functions under the map found")
        right = Derivation(self.second, repeated(self.right.system.subs(values), self.steps))
        same = is_zero(self.left.mean_response - right.mean_response)
        if self.one_to_one:
            same = same and is_zero(self.left.noise_response - right.noise_response)
        else:
            same = same and is_zero(_kernel(self.left) - _kernel(right) / ratio)
        if not same or sp.S(ratio).has(h):
            raise AssertionError(f"{self.first} and {self.second}: the first terms agree, the transfer functions do not")

    def _domain(self) -> Domain:
        kept = tuple(k for s, k in self.first.hypotheses_by_symbol().items() if s not in self.given)
        return Domain(kept)

    def _outside(self, values: Values) -> tuple[bool, list[str], bool]:
        """Is the map proved to stay in the second rule's domain? If not: the settings tried at which it leaves, and if all do."""
        domain, wanted = self._domain(), self.second.hypotheses_by_symbol()
        if all(holds_on(wanted[s].interval, v, domain) for s, v in values.items()):
            return True, [], False
        names = {s: n for n, s in self.second.hyperparameters().items() if isinstance(s, sp.Symbol)}
        found, tried = [], 0
        for point in _points(domain):
            tried += 1
            for s, v in values.items():
                value = v.subs(point)
                if not value.is_number or not value.is_finite or not wanted[s].interval.contains(value):
                    at = ", ".join(f"{symbol} = {number}" for symbol, number in point.items())
                    found.append(f"at {at}: {names[s]} = {value} is not in {wanted[s].interval}")
                    break
        return False, found, len(found) == tried

    def _refused(
        self, deepest: Contradiction | None, conditions: dict[sp.Expr, None], outside: Equivalence | None
    ) -> Equivalence:
        names = {new: str(new) for new in self.renamed.values()} | {RATIO: "batch size ratio"}
        special: list[tuple[Values, Equivalence]] = []
        for condition in _conditions(conditions, self._domain()):
            case = _Comparison(self.first, self.second, self.steps, condition, self._outer).answer(False)
            if case and not any(condition == known for known, _ in special):
                special.append((condition, case))
        difference = None
        if deepest is not None and outside is None:
            e = deepest.equation
            forced = {names[s]: v for s, v in deepest.values.items()}
            left, right = (cancel(sp.sympify(side).subs(deepest.values)) for side in (e.left, e.right))
            difference = Difference(e.name, left, right, forced)
        inner = self.first.hyperparameters()
        by_name = tuple(({n: c[s] for n, s in inner.items() if s in c}, case) for c, case in special)
        leaving = f"the map {outside.mapping} leaves the domain of {self.second}, {outside.leaving}" if outside else ""
        return Equivalence(
            self.first,
            self.second,
            None,
            steps=self.steps,
            difference=difference,
            special=by_name,
            leaving=leaving,
            partial_map=outside.partial_map if outside else None,
        )


def _kernel(d: Derivation) -> sp.Expr:
    """The sum over the minibatches of g(z) g(w): generating function of what one update's noise adds to the path's covariance."""
    other = ModelSymbol("w")
    return sp.Add(*[g * g.subs(z, other) for g in d.noise_responses])


def _points(domain: Domain) -> Iterator[dict[sp.Symbol, sp.Expr]]:
    """Random points of the domain, and as many at the closed ends of its intervals."""
    rng = Random(0)
    for _ in range(SAMPLES):
        point = domain.sample(rng)
        yield point
        for k in domain.hypotheses:
            ends = ((k.interval.lower, k.interval.lower_closed), (k.interval.upper, k.interval.upper_closed))
            yield from ({**point, k.symbol: end} for end, closed in ends if closed and end is not None)


def _simple_point(optimizer: Optimizer) -> Values:
    """Small fractions, all different, for the symbols of a rule but those in an exponent."""
    kept = exponent_symbols(derive(optimizer).system)
    values = [sp.Rational(1, k) for k in range(3, 40)]
    point: Values = {}
    for symbol, hypothesis in optimizer.hypotheses_by_symbol().items():
        if symbol in kept:
            continue
        point[symbol] = next(v for v in values if hypothesis.interval.contains(v) and v not in point.values())
    return point


def _conditions(found: Sequence[sp.Expr] | dict[sp.Expr, None], domain: Domain) -> Iterator[Values]:
    """Conditions ``symbol = value`` under which one of the polynomials vanishes, inside the domain."""
    seen = set()
    for polynomial in found:
        for symbol in reversed(in_order(polynomial.free_symbols & set(domain.symbols))):
            p = sp.Poly(polynomial, symbol)
            if p.degree() != 1:
                continue
            value = cancel(-p.nth(0) / p.LC())
            hypothesis = next(k for k in domain.hypotheses if k.symbol == symbol)
            rest = Domain(tuple(k for k in domain.hypotheses if k.symbol != symbol))
            sampled: Any = value.subs(rest.sample(Random(1))) if value.free_symbols else value
            if (symbol, value) not in seen and sampled.is_finite and hypothesis.interval.contains(sampled):
                seen.add((symbol, value))
                yield {symbol: value}
                break
