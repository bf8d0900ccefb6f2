"""A claim as a theorem of Gallina: the rules as they are written, the domain as hypotheses, the statement as it is printed.

Nothing here comes from a proof: a theorem is made from the claim's statement and domain and from the definitions of its quantities
(``Rules.v``). What a formula divides by is stated not to vanish, and bases of real powers to be positive, beside the statement.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import sympy as sp

from theory.kernel.definition import Definition, definition
from theory.kernel.gallina import TAKEN, NotPrinted, Printer, apart_from, identifiers
from theory.kernel.plane import in_the_plane
from theory.kernel.quantities import (
    CONDITIONS,
    IN_THE_PLANE,
    SAYS,
    TABLES,
    TERMS,
    WITHOUT_RULE,
    Applied,
    nonzero_parts,
    positive_parts,
)
from theory.rule.domain import Domain, Hypothesis
from theory.rule.model import h
from theory.rule.optimizer import Optimizer
from theory.statements.claim import Claim
from theory.statements.statement import Quantity, Statement

RELATIONS = {"=": "=", "<=": "<=", "<": "<", ">=": ">=", ">": ">"}
LARGE = 1_000


@dataclass(frozen=True)
class Aside:
    """What is proved beside a statement: ``kind`` "nonzero", "positive", "nonnegative", "apart" (complex) or "roots"."""

    text: str
    kind: str
    expression: sp.Expr = sp.S.One


@dataclass
class Theorem:
    """The parts of a claim's theorem. ``hypotheses``: names and texts; ``relation``: the statement itself."""

    claim: Claim
    says: Statement
    name: str
    names: dict[sp.Symbol, str]
    printer: Printer
    definitions: dict[Optimizer, Definition] = field(default_factory=dict)
    applied: dict[sp.Symbol, Applied] = field(default_factory=dict)
    binders: list[tuple[str, str]] = field(default_factory=list)
    hypotheses: list[tuple[str, str]] = field(default_factory=list)
    values: list[tuple[str, str]] = field(default_factory=list)
    """Numbers said to exist, with what they are said to be: a steady state, say."""
    aside: list[Aside] = field(default_factory=list)
    """What else follows: no denominator vanishes, the root symbols are the rule's roots."""
    relation: str = ""
    taken: frozenset[str] = frozenset()
    """Names that stand before it in the same file."""

    def conclusion(self, relation: str) -> str:
        """What is to be proved under the hypotheses."""
        parts = [*(says.format(name) for name, says in self.values), *(k.text for k in self.aside), relation]
        text = " /\\\n    ".join(parts)
        return "".join(f"exists {name} : R, " for name, _ in self.values) + ("\n    " if self.values else "") + text

    def statement(self) -> str:
        """The theorem's statement: for every point of the domain; for what is refuted, a point of it where the relation fails."""
        if self.refuted:
            variables = "".join(f"exists {name} : {kind}, " for name, kind in self.binders)
            hypotheses = "".join(f"({text}) /\\\n    " for _, text in self.hypotheses)
            return f"{variables}\n    {hypotheses}{self.conclusion(f'~ ({self.relation})')}"
        quantified = "".join(f"({name} : {kind}) " for name, kind in self.binders)
        lines = [f"forall {quantified.strip()}," if quantified else ""]
        lines += [f"  ({text}) ->" for _, text in self.hypotheses]
        return "\n  ".join([*(line for line in lines if line), self.conclusion(self.relation)])

    @property
    def refuted(self) -> bool:
        """Whether what is proved is that the statement does not hold."""
        return self.claim.expected.value == "refuted"


def theorem(claim: Claim, taken: frozenset[str] = frozenset()) -> Theorem:
    """The claim's theorem, with other names than those ``taken``. Raises ``NotPrinted`` for a statement that has no form here."""
    s, domain = _in_domain(claim.statement, claim.domain), claim.domain
    roots = tuple(r for r in s.roots.symbols if r not in domain.symbols) if s.roots and not s.roots.double else ()
    quantities = {q.symbol for q in s.quantities}
    everything = {*domain.symbols, *roots, *_symbols(s)} - quantities
    names = identifiers(everything)
    whole = [k.symbol for k in domain.hypotheses if k.interval.integer]
    printer = Printer(names, whole)
    result = Theorem(claim, s, claim.id.replace(".", "_").replace("-", "_"), names, printer, taken=taken)
    for hypothesis in domain.hypotheses:
        _bind(result, hypothesis)
    for k, apart in enumerate(domain.excluded):
        result.hypotheses.append((f"apart_{k}", f"{printer(apart.left)} <> {printer(apart.right)}"))
    for k, known in enumerate(domain.positive):
        result.hypotheses.append((f"known_{k}", f"0 < {printer(known.expression)}"))
    for root in roots:
        result.binders.append((names[root], "C"))
    if s.roots and not roots and s.roots.double:
        _double(result, s)
    for q in s.quantities:
        _define(result, q)
    _root_relations(result, s, roots)
    _relate(result, s, bool(roots))
    for positive in [k for a in result.applied.values() for k in positive_parts(a)]:
        result.aside.append(Aside(f"0 < {printer(positive)}", "positive", positive))
    for scale in [k for a in result.applied.values() for k in nonzero_parts(a) if not k.is_number]:
        result.aside.append(Aside(f"{printer(scale)} <> 0", "nonzero", scale))
    for base in [base for base in printer.nonzero if base not in printer.positive]:
        result.aside.append(Aside(f"{printer(base)} <> 0", "nonzero", base))
    for base in list(printer.positive):
        strict = base in printer.nonzero
        result.aside.append(
            Aside(f"0 {'<' if strict else '<='} {printer(base)}", "positive" if strict else "nonnegative", base)
        )
    result.aside = list(dict.fromkeys(result.aside))
    return result


def _in_domain(s: Statement, domain: Domain) -> Statement:
    """The statement with parameters that the domain does not range over written in the root symbols, which it ranges over."""
    if s.roots is None:
        return s
    if not _symbols(s) & {*s.roots.symbols, *(k for k, _ in s.roots.substitution if k not in domain.symbols)}:
        return replace(s, roots=None)
    if not set(s.roots.symbols) <= set(domain.symbols):
        return s
    put = {k: e for k, e in s.roots.substitution if k not in domain.symbols}

    def written(side: Any) -> Any:
        return tuple(k.xreplace(put) for k in side) if isinstance(side, tuple) else sp.sympify(side).xreplace(put)

    return replace(s, left=written(s.left), right=written(s.right), roots=None)


def _symbols(s: Statement) -> set[sp.Symbol]:
    sides = [part for side in (s.left, s.right) for part in (side if isinstance(side, tuple) else (side,))]
    return set().union(*(sp.sympify(side).free_symbols for side in sides))


def _bind(result: Theorem, hypothesis: Hypothesis) -> None:
    """A variable, and where it lies."""
    symbol, interval, printer = hypothesis.symbol, hypothesis.interval, result.printer
    name = result.names[symbol]
    if interval.integer:
        result.binders.append((name, "nat"))
        if interval.upper is not None or interval.lower is None or interval.lower < 0:
            raise NotPrinted(f"{symbol} is no natural number")
        first = int(interval.lower) + (0 if interval.lower_closed else 1)
        if first:
            small = first < LARGE  # Rocq counts natural numbers in unary
            result.hypotheses.append(
                (f"{name}_first", f"({first} <= {name})%nat" if small else f"({first} <= Z.of_nat {name})%Z")
            )
        return
    result.binders.append((name, "R"))
    if interval.lower is not None:
        result.hypotheses.append((f"{name}_low", f"{printer(interval.lower)} {'<=' if interval.lower_closed else '<'} {name}"))
    if interval.upper is not None:
        result.hypotheses.append((f"{name}_high", f"{name} {'<=' if interval.upper_closed else '<'} {printer(interval.upper)}"))


def _double(result: Theorem, s: Statement) -> None:
    """A double root's symbol stands for what the root form says it is."""
    assert s.roots is not None
    explicit = dict(s.roots.explicit)
    for symbol in s.roots.symbols:
        if symbol not in result.claim.domain.symbols and symbol in explicit:
            result.names[symbol] = result.printer(explicit[symbol])


def _define(result: Theorem, q: Quantity) -> None:
    """The quantity's rule, defined once, and the quantity at its place."""
    if q.kind not in (*TERMS, *SAYS, *CONDITIONS, *TABLES):
        raise NotPrinted(f"the quantity {q.kind}")
    if q.kind in WITHOUT_RULE:
        nothing = Definition("", "", (), (), (), sp.S.Zero)
        result.applied[q.symbol] = Applied(q, nothing, "", {s: sp.sympify(e) for s, e in q.environment}, result.printer)
        return
    plain = q.optimizer.symbolic()
    if plain not in result.definitions:
        name = plain.slug.replace("-", "_")
        taken = {d.name for d in result.definitions.values()} | set(result.names.values()) | result.taken | TAKEN
        name = apart_from(taken, name)
        result.definitions[plain] = in_the_plane(plain, name) if q.kind in IN_THE_PLANE else definition(plain, name, q.counts)
    found = result.definitions[plain]
    environment = {s: sp.sympify(e) for s, e in q.environment}
    given = {s: sp.sympify(v).xreplace(environment) for s, v in q.optimizer.values().items()}
    whole = {s for _, s in q.counts}
    arguments = " ".join(result.printer.natural(s) if s in whole else result.printer(given[s]) for s in found.arguments)
    term = f"({found.name} {arguments})" if arguments else found.name
    result.applied[q.symbol] = Applied(q, found, term, environment, result.printer)


def _root_relations(result: Theorem, s: Statement, roots: tuple[sp.Symbol, ...]) -> None:
    """How the root symbols are tied to the parameters; and, to be proved, that they are the rule's roots."""
    if not roots or s.roots is None:
        return
    p = Printer(result.names, result.printer.whole, "C")
    p.roots = frozenset(roots)
    for k, (parameter, formula) in enumerate(s.roots.substitution):
        result.hypotheses.append((f"tied_{k}", f"{p(parameter)} = {p(formula)}%C"))
    for base in [base for base in p.nonzero if base.free_symbols & p.roots]:
        result.aside.append(Aside(f"({p(base)} <> real 0)%C", "apart", base))
    for a in result.applied.values():
        kind = {1: "root1", 2: "roots2_of"}.get(a.rule.order)
        if kind is None:
            raise NotPrinted(f"roots of {a.rule.order} states")
        if a.rule.order == len(roots):
            result.aside.append(Aside(f"{kind} {a.term} {a.of(h)} {' '.join(result.names[r] for r in roots)}", "roots"))


def _relate(result: Theorem, s: Statement, over_complex: bool) -> None:
    """The relation, and the quantities in it."""
    for symbol, a in result.applied.items():
        kind = a.quantity.kind
        if kind in TERMS:
            result.names[symbol] = TERMS[kind](a)
        elif kind in SAYS:
            name = _fresh(result)
            result.names[symbol] = name
            result.values.append((name, SAYS[kind](a)))
    if s.relation == "iff":
        result.relation = f"({_condition(result, s.left)} <-> {_condition(result, s.right)})"
        return
    if s.relation not in RELATIONS:
        raise NotPrinted(f"the relation {s.relation}")
    if isinstance(s.right, sp.MatrixBase):
        result.relation = _tables(result, s)
        return
    if loose := [symbol for symbol, a in result.applied.items() if a.quantity.kind not in (*TERMS, *SAYS)]:
        raise NotPrinted(f"{loose[0]} is no number")
    if over_complex:
        result.relation = _in_roots(result, s)
        return
    result.relation = f"{result.printer(s.left)} {RELATIONS[s.relation]} {result.printer(s.right)}"


def _fresh(result: Theorem) -> str:
    """A name for a number that is said to exist: none of a variable's, which it would hide."""
    taken = {*result.names.values(), *(rule.name for rule in result.definitions.values()), *(name for name, _ in result.values)}
    return apart_from(taken, f"v{len(result.values) + 1}")


def _condition(result: Theorem, side: Any) -> str:
    """A side of an equivalence: what is so of a rule, or what is positive."""
    if isinstance(side, tuple):
        return "(" + " /\\ ".join(f"0 < {result.printer(k)}" for k in side) + ")"
    a = result.applied.get(side)
    if a is None or a.quantity.kind not in CONDITIONS:
        raise NotPrinted(f"{side} is no condition of a rule")
    return CONDITIONS[a.quantity.kind](a)


def _tables(result: Theorem, s: Statement) -> str:
    """What is said of several numbers at once."""
    a = result.applied.get(s.left)
    if s.relation != "=" or a is None or a.quantity.kind not in TABLES:
        raise NotPrinted(f"{s.left} {s.relation} a table of numbers")
    return TABLES[a.quantity.kind](a, s.right)


def _in_roots(result: Theorem, s: Statement) -> str:
    """The formula is complex to look at; it is a real number, and that number is meant."""
    assert s.roots is not None
    p = Printer(result.names, result.printer.whole, "C")
    p.roots = frozenset(s.roots.symbols)
    right = p(s.right)
    for base in p.nonzero:
        if base.free_symbols & p.roots:
            result.aside.append(Aside(f"({p(base)} <> real 0)%C", "apart", base))
        else:
            result.printer(1 / base)
    for base in p.positive:
        result.printer.positive[base] = None
    value = _fresh(result)
    result.values.append((value, f"real {{}} = {right}%C"))
    left = result.printer(s.left)
    return f"{left} {RELATIONS[s.relation]} {value}"
