"""Claims for every whole number of steps, workers or delays.

A round is one step of the same rule with one inner step and one worker, at the curvature (1 - r^K) / alpha and with the round's noise
collected in one minibatch (``Rounds.v``): so a claim on rounds is one on that rule, in w = r^K, which is proved as any other.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import sympy as sp

from theory.algebra.field import cancel
from theory.kernel.gallina import NotPrinted
from theory.kernel.proofs.inequality import prove_nonzero
from theory.kernel.proofs.positive import Lines, Names
from theory.kernel.proofs.responses import lemmas
from theory.kernel.theorem import Aside, Theorem, theorem
from theory.rule.domain import Positive, between, domain
from theory.rule.filter import extract
from theory.rule.model import c, h, t, z
from theory.rule.optimizer import Optimizer
from theory.statements.claim import Claim
from theory.statements.inequalities import nonzero
from theory.statements.statement import Quantity, Statement, StateMoments
from theory.statements.values import value

w = sp.Symbol("w", real=True)
Proof = Callable[[Theorem], Lines]


def counted(claim: Claim) -> bool:
    """Whether the claim is one for every value of a rule's whole-number fields."""
    return any(q.counts for q in claim.statement.quantities)


def file(made: Theorem, proof: Proof, names_of: Callable[[Theorem], Names]) -> Lines:
    """The definitions, lemmas, theorem and proof of such a claim. ``proof`` and ``names_of``: those of other claims."""
    ((_, rule),) = made.definitions.items()
    kind = made.says.quantities[0].kind
    if "delay" in made.says.quantities[0].optimizer.counts():
        return [rule.text, "", f"Theorem {made.name} : {made.statement()}.", "Proof.", *_delay(made, kind), "Qed."]
    rounds = Rounds(made, names_of)
    ((optimizer, once),) = rounds.made.definitions.items()
    return [
        rule.text, once.text, *lemmas(once, optimizer), *rounds.lemma(), "",
        f"Lemma {rounds.made.name} : {rounds.made.statement()}.", "Proof.", *proof(rounds.made), "Qed.", "",
        f"Theorem {made.name} : {made.statement()}.", "Proof.", *rounds.proof(), "Qed.",
    ]  # fmt: skip


def _delay(made: Theorem, kind: str) -> Lines:
    """The characteristic polynomial, by expansion of the determinant."""
    if kind != "characteristic polynomial":
        raise NotPrinted("stability for every delay: a recurrence of every order, whose roots Coq's library does not give")
    (a,) = made.applied.values()
    p = made.printer
    ((_, length),) = a.quantity.counts
    name, names = made.names[length], [name for name, _ in made.binders] + [name for name, _ in made.hypotheses]
    last = p(a.quantity.optimizer.hyperparameters()["learning_rate"] * h)
    return [
        f"intros {' '.join(names)}. replace ({name} + 1)%nat with (S {name}) by lia. unfold characteristic.",
        f"destruct {name} as [|n]; [unfold entry, step, oracle, none, unit; cbn; ring|].",
        f"rewrite (det_shift n _ {a.of(z)} {last}); [cbn [pow]; ring|entries|entries|intros; entries|..].",
        "all: intros [|i] *; intros; entries.",
    ]


class Rounds:
    """A claim on rounds, and the claim in w that it is at one inner step of one worker."""

    def __init__(self, made: Theorem, names_of: Callable[[Theorem], Names]) -> None:
        self.original = made
        (self.a,) = made.applied.values()
        q = self.a.quantity
        counts = dict(q.counts)
        self.workers = "workers" in counts
        self.steps = next(symbol for name, symbol in counts.items() if name != "workers")
        self.crew = counts.get("workers", sp.S.One)
        self.alpha = q.optimizer.hyperparameters()["learning_rate"]
        self.r = 1 - self.alpha * h
        self.curvature = (1 - w) / self.alpha
        self.made = theorem(self.reduced(), frozenset({self.a.rule.name}))
        if q.kind == "stable":
            self.made.aside.clear()
        self.names = names_of(self.made)
        p = made.printer
        self.power, self.at = p(self.r**self.steps), p(self.curvature.subs(w, self.r**self.steps))
        (once,) = self.made.applied.values()
        self.once = once.term
        self.once_name = once.rule.name

    def in_w(self, e: Any) -> sp.Expr:
        """An expression with the powers of r that a round makes as powers of w."""
        return sp.sympify(e).replace(
            lambda k: k.is_Pow and k.base == self.r and k.exp.has(self.steps), lambda k: w ** sp.expand(k.exp / self.steps)
        )

    def reduced(self) -> Claim:
        """The claim at one inner step of one worker, where r is w."""
        claim, q = self.original.claim, self.a.quantity
        s = claim.statement
        once: Optimizer = q.optimizer.set(**dict.fromkeys(q.optimizer.counts(), 1))
        stays = [k for k in claim.domain.hypotheses if k.symbol not in (self.steps, self.crew, h, self.alpha)]
        inside = between(w, -1, 1) if s.relation != "iff" and q.kind != "mean response" else between(w, None, None)
        put = tuple(Positive(self.in_w(k.expression)) for k in claim.domain.positive)
        here = domain(*stays, between(self.alpha, 0, None), inside, *put)
        quantity = Quantity(q.symbol, q.kind, once, environment=((h, self.curvature),))
        right = tuple(map(self.in_w, s.right)) if isinstance(s.right, tuple) else self.in_w(s.right)
        if q.kind == "mean response":
            system = extract(once).subs({h: self.curvature})
            each = cancel((system.A * system.e)[0, 0] / system.e[0, 0])
            moments = StateMoments(
                sp.ImmutableMatrix(system.e * each**t), sp.ImmutableMatrix(sp.zeros(system.order, system.order))
            )
            quantity = replace(quantity, moments=moments)
        elif s.relation == "=":
            right = value(quantity, here).expression
        return Claim(f"{claim.id}-once", claim.title, claim.source, here, Statement(s.left, s.relation, right, (quantity,)), ())

    def weight(self) -> str:
        """The share of minibatch j in a round's noise."""
        p = self.original.printer
        share = f"left_of {p(self.r)} {p.natural(self.steps)} j"
        return f"(fun j => {share} / {p(self.crew)})" if self.workers else f"(fun j => {share})"

    def lemma(self) -> Lines:
        """That a round is a step."""
        rule, p = self.a.rule, self.original.printer
        whole = {symbol for _, symbol in self.a.quantity.counts}
        bound = "".join(f" ({self.original.names[k]} : {'nat' if k in whole else 'R'})" for k in rule.arguments)
        apart = f"{p(self.alpha)} <> 0 -> " + (f"{p(self.crew)} <> 0 -> " if self.workers else "")
        places = "[|" * len(rule.states) + "i" + "]" * len(rule.states)
        loops = "workers_steps" if self.workers else "fast_steps"
        return [
            f"Lemma {rule.name}_round : forall{bound} (h : R), {apart}forall k noise s, step {self.a.term} h k noise s",
            f"  = step {self.once} {self.at} k (fun _ => sum (minibatches {self.a.term}) (fun j => {self.weight()} j * noise j)) s.",
            "Proof.",
            f"intros. apply functional_extensionality; intro i. destruct i as {places}; unfold step, oracle; cbn - [repeated sum left_of pow];",
            f"rewrite ?{loops}; [..|reflexivity];",
            *self._divided(),
            "rewrite ?sum_scale; field; repeat split; assumption.",
            "Qed.",
        ]

    def _divided(self) -> Lines:
        """The number of workers out of the sum of their noise."""
        if not self.workers:
            return []
        p = self.original.printer
        kept = f"left_of {p(self.r)} {p.natural(self.steps)} j * noise j"
        return [
            f"try rewrite (sum_ext _ (fun j => left_of _ _ j / {p(self.crew)} * noise j) (fun j => / {p(self.crew)} * ({kept})))",
            "by (intros; field; assumption);",
        ]

    def proof(self) -> Lines:
        """The theorem from the lemma and the claim at one step."""
        made, p = self.original, self.original.printer
        alpha = made.names[self.alpha]
        names = [name for name, _ in made.binders] + [name for name, _ in made.hypotheses]
        lines = [f"intros {' '.join(names)}."]
        for _, symbol in self.a.quantity.counts:
            name = made.names[symbol]
            lines.append(f"assert ({name}_positive : 0 < INR {name}) by (apply lt_0_INR; lia).")
        bounded = any(name == f"{alpha}_high" for name, _ in made.hypotheses)
        if bounded:
            lines += [
                f"assert (inner : 0 < {alpha} * h) by (apply Rmult_lt_0_compat; assumption).",
                f"assert (below : {alpha} * h < 2) by (apply below_two; assumption).",
                f"destruct (round_power {p(self.r)} {made.names[self.steps]} {made.names[self.steps]}_first) as [round_low round_high]; [lra|lra|].",
            ]
        for k, aside in enumerate(made.aside):
            lines += self.aside(aside, k)
        apart = " ltac:(lra)" if self.workers else ""
        lines += [
            f"assert (L := {self.once_name}_linear {self.arguments()} {self.at}).",
            f"assert (I := {self.once_name}_invariant {self.arguments()} {self.at}).",
            f"assert (R := {self.a.rule.name}_round {' '.join(made.names[k] for k in self.a.rule.arguments)} h ltac:(lra){apart}).",
            *self.instance(),
        ]
        return [*lines, *self.end()]

    def arguments(self) -> str:
        """What the rule at one step takes."""
        (once,) = self.made.applied.values()
        return " ".join(self.original.names[k] for k in once.rule.arguments)

    def aside(self, aside: Aside, k: int) -> Lines:
        """A_k: what does not vanish in the statement does not, for w between -1 and 1 or without it."""
        p, e = self.original.printer, self.in_w(aside.expression)
        if aside.kind != "nonzero":
            raise NotPrinted(aside.kind)
        if not e.has(w):
            if e == self.crew:
                return [f"assert (A{k} : {p(e)} <> 0) by lra."]
            inner = prove_nonzero(nonzero(e, self.original.claim.domain), Names(p))
            return [f"assert (A{k} : {p(e)} <> 0).", "{", *inner, "}"]
        known = [self.made.printer(m.expression) for m in self.made.claim.domain.positive]
        given = "".join(f"0 < {m} -> " for m in known)
        named = " ".join(f"known_{i}" for i in range(len(known)))
        hold = "".join(f" ltac:(apply (positive_same _ _ known_{i}); equal)" for i in range(len(known)))
        clear = f"clear {named}. " if known else ""
        return [
            f"assert (A{k}_w : forall w, - 1 < w -> w < 1 -> {given}{self.made.printer(e)} <> 0).",
            f"{{ {clear}intros w w_low w_high {named}.",
            *prove_nonzero(nonzero(e, self.made.claim.domain), self.names),
            "}",
            f"assert (A{k} : {p(aside.expression)} <> 0).",
            f"{{ apply (nonzero_same _ _ (A{k}_w _ round_low round_high{hold})); equal. }}",
        ]

    def noise(self) -> str:
        """The c of the rule at one step."""
        p = self.original.printer
        bottom = f"(2 - {p(self.alpha)} * h)"
        return f"(c * (1 + {self.power}) / " + (f"({bottom} * {p(self.crew)}))" if self.workers else f"{bottom})")

    def instance(self) -> Lines:
        """E: the claim at one step, at w = r^K and the round's noise."""
        put = {w: self.power, c: self.noise()}
        back = {name: symbol for symbol, name in self.made.names.items()}
        arguments = " ".join(put.get(back[name], self.original.names.get(back[name], "")) for name, _ in self.made.binders)
        lines: Lines = []
        if c in [back[name] for name, _ in self.made.binders]:
            more = "apply Rmult_lt_0_compat; " if self.workers else ""
            lines += [
                f"assert (noise_low : 0 <= {self.noise()}).",
                f"{{ apply Rmult_le_pos; [apply Rmult_le_pos; lra|left; apply Rinv_0_lt_compat; {more}lra]. }}",
            ]
        lines.append(f"assert (E := {self.made.name} {arguments}).")
        own = {"w_low": "exact round_low", "w_high": "exact round_high", "c_low": "exact noise_low"}
        for name, _ in self.made.hypotheses:
            same = f"apply (positive_same _ _ {name}); equal"
            how = same if name.startswith("known_") else own.get(name, f"exact {name}")
            lines.append(
                f"match type of E with ?P -> _ => let X := fresh in assert (X : P) by ({how}); specialize (E X); clear X end."
            )
        beside = " & ".join(f"side{k}" for k in range(len(self.made.aside)))
        pattern = " & ".join(k for k in ("v" if self.made.values else "", "S" if self.made.values else "", beside, "V") if k)
        return [*lines, f"destruct E as ({pattern})." if " & " in pattern else "rename E into V."]

    def by(self, lemma: str) -> str:
        """A lemma on rounds, at this rule."""
        side = "first [exact L | exact I | exact R | exact S | exact N | reflexivity | (intro; reflexivity)]"
        return f"apply ({lemma} {self.a.term} {self.once} h {self.at} {self.weight()}); {side}"

    def end(self) -> Lines:
        """The quantity by the rule at one step."""
        q, p, s = self.a.quantity, self.original.printer, self.original.claim.statement
        asides = "".join(f"split; [exact A{k}|]. " for k in range(len(self.original.aside)))
        if q.kind == "stable":
            n = len(s.right)
            pattern = "(" + " & ".join(f"H{k}" for k in range(n)) + ")" if n > 1 else "H0"
            each = "repeat split; first [" + " | ".join(f"(apply (positive_same _ _ H{k}); equal)" for k in range(n)) + "]"
            return [
                f"{asides}assert (Q : stable {self.a.term} h <-> stable {self.once} {self.at}) by ({self.by('round_stable')}).",
                f"split; [intro H; apply Q, V in H; destruct H as {pattern}|intros {pattern}; apply Q, V]; {each}.",
            ]
        powers = self.powers()
        if q.kind == "mean response":
            return [
                f"{asides}assert (Q : forall t, mean_response {self.a.term} h t = mean_response {self.once} {self.at} t).",
                f"{{ {self.by('round_mean')}. }}",
                f"rewrite Q, V. {powers}first [reflexivity | (f_equal; equal) | equal].",
            ]
        crew = f" {self.original.names[self.crew]}" if self.workers else ""
        lemma = "workers_noise" if self.workers else "fast_noise"
        lines = [
            f"assert (N : h * c / (2 * B) * sum (minibatches {self.a.term}) (fun j => square ({self.weight()} j))",
            f"  = {self.at} * {self.noise()} / (2 * B)).",
            f"{{ apply ({lemma} {p(self.alpha)} h c B {self.original.names[self.steps]}{crew}); lra. }}",
        ]
        at = f"{self.a.term} {self.once} h {self.at} {self.weight()} L I eq_refl R (fun s => eq_refl) (fun x => eq_refl)"
        if q.kind == "steady-state risk":
            return [
                *lines,
                f"exists v. split; [exact (round_steady {at} c {self.noise()} B B v N S)|].",
                f"{asides}rewrite V. {powers}powers. equal.",
            ]
        return [
            *lines,
            f"{asides}rewrite (round_risk {at} c {self.noise()} B B _ N), V.",
            f"{powers}powers. equal.",
        ]

    def powers(self) -> str:
        """Powers of r that a round makes as powers of r^K."""
        p, right = self.original.printer, sp.sympify(self.original.claim.statement.right)
        found = [k.exp for k in right.atoms(sp.Pow) if k.base == self.r and k.exp.has(self.steps) and k.exp != self.steps]
        name = self.original.names[self.steps]
        put = [(p.natural(k), f"({name} * {p.natural(sp.expand(k / self.steps))})%nat") for k in dict.fromkeys(found)]
        return "".join(f"replace {e} with {product} by ring. rewrite (pow_mult _ {name}). " for e, product in put)
