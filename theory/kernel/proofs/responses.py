"""What a rule determines, proved from its recursion: by the recurrence of its responses and Jury's conditions."""

from __future__ import annotations

import copy
from dataclasses import replace

import sympy as sp

from theory.algebra.factoring import factored
from theory.algebra.field import Fractions, cancel
from theory.analysis import risk
from theory.kernel.definition import Definition
from theory.kernel.gallina import NotPrinted, Printer
from theory.kernel.proofs.inequality import prove
from theory.kernel.proofs.positive import Lines, Names
from theory.kernel.quantities import Applied
from theory.proof.irrational import settled
from theory.rule.domain import Domain
from theory.rule.filter import LinearSystem, extract
from theory.rule.model import h, z
from theory.rule.optimizer import Optimizer


def lemmas(rule: Definition, optimizer: Optimizer) -> Lines:
    """That the rule is linear and, if it is, the same at every step; the recurrence of its responses."""
    system = extract(optimizer)
    names = dict(zip(rule.arguments, rule.parameters, strict=True))
    bound = " ".join(names.values())
    term = f"({rule.name} {bound})" if bound else rule.name
    quantified = f"forall {bound} h : R" if bound else "forall h : R"
    lines = [
        f"Lemma {rule.name}_linear : {quantified}, linear {term} h.",
        "Proof. intros. is_linear. Qed.",
    ]
    if system.time_varying:
        return lines
    lines += [
        f"Lemma {rule.name}_invariant : {quantified}, time_invariant {term} h.",
        "Proof. intros; intros k noise s. reflexivity. Qed.",
    ]
    return lines


def recurrence(system: LinearSystem) -> list[sp.Expr]:
    """d_1, ..., d_n of z^n + d_1 z^(n-1) + ...: every response obeys y_(t+n) = -d_1 y_(t+n-1) - ... - d_n y_t."""
    return [cancel(k) for k in risk.characteristic_polynomial(system, z).all_coeffs()[1:]]


def jury(d: list[sp.Expr]) -> list[sp.Expr]:
    """What must be positive for roots inside the unit circle: the conditions of ``stable1`` to ``stable3``, in their order."""
    if len(d) == 1:
        return [1 + d[0], 1 - d[0]]
    if len(d) == 2:
        return [1 + d[0] + d[1], 1 - d[0] + d[1], 1 - d[1]]
    if len(d) == 3:
        return [1 + d[0] + d[1] + d[2], 1 - d[0] + d[1] - d[2], 1 + d[2], 1 - d[2], 1 - d[1] + d[0] * d[2] - d[2] ** 2]
    raise NotPrinted(f"Jury's conditions of degree {len(d)}")


def factors(d: list[sp.Expr]) -> list[list[sp.Expr]]:
    """The coefficients of the characteristic polynomial's factors, of low degree first."""
    polynomial = sp.Add(*[k * z ** (len(d) - 1 - i) for i, k in enumerate(d)], z ** len(d))
    field = Fractions([polynomial])
    found: list[list[sp.Expr]] = []
    for part, times in factored([field.lift(polynomial).numer]):
        expression = sp.Poly(part.as_expr().xreplace(field._back) if field._back else part.as_expr(), z)
        if expression.degree() < 1:
            continue
        top = expression.LC()
        found += [[cancel(k / top) for k in expression.all_coeffs()[1:]]] * times
    return sorted(found, key=len)


def stable(d: list[sp.Expr], domain: Domain, names: Names, label: str = "") -> Lines:
    """Lines that prove ``stable_n d_1 ... d_n``, however that is written, from the domain."""
    parts = factors(d)
    if len(parts) == 1 or len(d) == 1:
        return _directly(d, domain, names)
    degrees = [len(k) for k in parts]
    p = names.printer
    if degrees == [1, 1]:
        r, s = (-k[0] for k in parts)
        arguments, lemma = f"{p(r)} {p(s)}", "product11"
    elif degrees in ([1, 2], [1, 1, 1]):
        quadratic = parts[1] if degrees == [1, 2] else [cancel(parts[1][0] + parts[2][0]), cancel(parts[1][0] * parts[2][0])]
        r, parts = -parts[0][0], [parts[0], quadratic]
        arguments, lemma = f"{p(r)} {p(quadratic[0])} {p(quadratic[1])}", "product12"
    else:
        raise NotPrinted(f"factors of degrees {degrees}")
    lines: Lines = []
    for k, part in enumerate(parts):
        says = f"stable1 (- {p(-part[0])})" if k == 0 or lemma == "product11" else f"stable2 {' '.join(map(p, part))}"
        lines += [f"assert (part{label}{k} : {says}).", "{", *stable(part, domain, names, f"{label}{k}_"), "}"]
    return [
        *lines,
        f"apply (stable{len(d)}_same {'_ ' * len(d)}{'_ ' * len(d)}({lemma} {arguments} part{label}0 part{label}1)); equal.",
    ]


def _directly(d: list[sp.Expr], domain: Domain, names: Names) -> Lines:
    """Each of Jury's conditions by a certificate."""
    p = names.printer
    lines: Lines = ["unfold stable1, stable2, stable3."]
    for k, condition in enumerate(jury(d)):
        e = cancel(condition)
        certificate = settled(e, domain)
        lines += [f"assert (K{k} : 0 < {p(e)}).", "{", *prove(certificate, names), "}"]
        raw = _raw(d, k, p)
        lines.append(f"replace {p(e)} with {raw} in K{k} by equal.")
    return [*lines, "repeat split; lra."]


def _raw(d: list[sp.Expr], k: int, p: Printer) -> str:
    """The k-th condition as stable_n writes it."""
    a = [p(e) for e in d]
    if len(d) == 1:
        return [f"(1 + {a[0]})", f"(1 - {a[0]})"][k]
    if len(d) == 2:
        return [f"(1 + {a[0]} + {a[1]})", f"(1 - {a[0]} + {a[1]})", f"(1 - {a[1]})"][k]
    return [
        f"(1 + {a[0]} + {a[1]} + {a[2]})", f"(1 - {a[0]} + {a[1]} - {a[2]})", f"(1 + {a[2]})", f"(1 - {a[2]})",
        f"(1 - {a[1]} + {a[0]} * {a[2]} - {a[2]} * {a[2]})",
    ][k]  # fmt: skip


class Responses:
    """A quantity's rule in a proof: its matrices on the quantity's own problem, and the facts that are proved of it."""

    def __init__(self, a: Applied, domain: Domain, names: Names, label: str) -> None:
        self.a, self.domain, self.names, self.label = a, domain, names, label
        system = extract(a.quantity.optimizer)
        environment = {s: sp.sympify(e) for s, e in a.quantity.environment}
        self.system = system.subs(environment) if environment else system
        self.d = recurrence(self.system)
        self.n = len(self.d)
        if self.n > 3 or system.time_varying:
            why = ", and it varies in time" if system.time_varying else "; the library's recurrences have three"
            raise NotPrinted(f"{a.quantity.optimizer} has {self.n} states{why}")
        self.coefficients = " ".join(map(names.printer, self.d))
        self.h = a.of(h)

    def scaled(self, radius: sp.Expr) -> Responses:
        """The rule whose updates are divided by a radius."""
        found = copy.copy(self)
        found.a = replace(self.a, term=f"(scaled {self.a.term} {self.names.printer(radius)})")
        system = self.system
        found.system = replace(system, A=(system.A / radius).applyfunc(cancel), b=(system.b / radius).applyfunc(cancel))
        found.d = [cancel(k / radius ** (j + 1)) for j, k in enumerate(self.d)]
        found.coefficients = " ".join(map(self.names.printer, found.d))
        return found

    def facts(self) -> Lines:
        """Linear, time-invariant, its recurrence: in the context, under names that end in the label."""
        x, t, hh = self.label, self.a.term, self.h
        name = self.a.rule.name
        return [
            f"assert (L{x} : linear {t} {hh}) by apply {name}_linear.",
            f"assert (I{x} : time_invariant {t} {hh}) by apply {name}_invariant.",
            f"assert (Y{x} : forall s, rec{self.n} {self.coefficients} (fun t => read {t} (run {t} {hh} silence s t))).",
            "{ intros start_ n_. cbn [run]. generalize (run "
            + f"{t} {hh} silence start_ n_"
            + ") as now_. intro now_. unfold step, silence, none, oracle. cbn. equal. }",
        ]

    def stable(self) -> Lines:
        """Jury's conditions."""
        goal = f"stable{self.n} {self.coefficients}"
        return [f"assert (J{self.label} : {goal}).", "{", *stable(self.d, self.domain, self.names), "}"]

    def steady(self, value: str) -> Lines:
        """Lines that prove that the steady state is ``value``."""
        x, t, hh, n = self.label, self.a.term, self.h, self.n
        first = " ".join(f"(impulse_response {t} {hh} j {k}%nat)" for k in range(n))
        return [
            f"apply (steady_by_totals _ _ _ _ _ (fun j => total{n} {self.coefficients} {first})); [exact L{x}|exact I{x}| | |].",
            f"{{ apply (rec{n}_vanishes {self.coefficients} _ J{x}). apply Y{x}. }}",
            f"{{ intros j _. apply (sum{n} {self.coefficients} _ J{x}). apply Y{x}. }}",
            f"{{ {self.spread()} unfold total1, total2, total3, bottom2, bottom3, impulse_response, run, step, silence, none, "
            f"unit, rest, oracle. cbn. equal. }}",
        ]

    def spread(self) -> str:
        """Jury's conditions, each a fact of the context."""
        pattern = {1: "[jury0 jury1]", 2: "(jury0 & jury1 & jury2)", 3: "(jury0 & jury1 & [jury2 jury3] & jury4)"}[self.n]
        facts = {1: "1 + {0}; 1 - {0}", 2: "1 - {1}", 3: "1 + {2}; 1 - {2}"}[self.n]
        p = self.names.printer
        more = " ".join(f"assert (0 < {e.format(*map(p, self.d))}) by lra." for e in facts.split("; "))
        return f"assert (Jury := J{self.label}). destruct Jury as {pattern}. {more}"

    def bottom(self, z: sp.Expr) -> sp.Expr:
        """1 + d_1 z + ... + d_n z^n."""
        return cancel(1 + sum(k * z ** (i + 1) for i, k in enumerate(self.d)))

    def bottom_nonzero(self, z: sp.Expr, fact: str) -> Lines:
        """That it does not vanish."""
        p, name = self.names.printer, self.names.printer(z)
        return [
            f"assert ({fact} : {p(self.bottom(z))} <> 0).",
            f"{{ assert (sign := series_bottom{self.n} {self.coefficients} {name} J{self.label} {name}_low {name}_high).",
            "match type of sign with 0 < ?e => apply (nonzero_same _ e); [lra|equal] end. }",
        ]

    def functional(self, row: list[sp.Expr], fact: str) -> Lines:
        """The recurrence of one linear functional of the state."""
        t, hh = self.a.term, self.h
        f = " + ".join(f"{self.names.printer(k)} * run {t} {hh} silence s t {i}%nat" for i, k in enumerate(row) if k != 0)
        return [
            f"assert ({fact} : forall s, rec{self.n} {self.coefficients} (fun t => {f})).",
            "{ intros start_ n_. cbn [run]. generalize (run "
            + f"{t} {hh} silence start_ n_"
            + ") as now_. intro now_. unfold step, silence, none, oracle. cbn. equal. }",
        ]

    def transfer(self, value: str, z: str) -> Lines:
        """Lines that prove that the generating function of the mean response is ``value``."""
        x, t, hh, n = self.label, self.a.term, self.h, self.n
        return [
            f"assert (Z := series{n} {self.coefficients} (mean_response {t} {hh}) {z} J{x} (Y{x} _) (conj {z}_low {z}_high)).",
            f"replace {value} with (" + _series(n, t, hh, z, self) + "); [exact Z|].",
            "unfold mean_response, run, step, silence, none, oracle. cbn. equal.",
        ]


def _series(n: int, t: str, hh: str, z: str, r: Responses) -> str:
    d = [r.names.printer(k) for k in r.d]
    y = [f"mean_response {t} {hh} {k}%nat" for k in range(n)]
    if n == 1:
        return f"{y[0]} / (1 + {d[0]} * {z})"
    if n == 2:
        return f"({y[0]} + ({y[1]} + {d[0]} * {y[0]}) * {z}) / (1 + {d[0]} * {z} + {d[1]} * ({z} * {z}))"
    return (
        f"({y[0]} + ({y[1]} + {d[0]} * {y[0]}) * {z} + ({y[2]} + {d[0]} * {y[1]} + {d[1]} * {y[0]}) * ({z} * {z}))"
        f" / (1 + {d[0]} * {z} + {d[1]} * ({z} * {z}) + {d[2]} * ({z} * {z} * {z}))"
    )
