"""Questions of an examination: what was compared, and what failed first."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Check:
    """One question of the exam. ``how``: proved, computed (intervals or float64) or sampled."""

    name: str
    how: str
    passed: bool
    detail: str


class Question:
    """A check in the making: it passes if something was compared and nothing failed, and else says what failed first."""

    def __init__(self, name: str, how: str) -> None:
        self.name, self.how = name, how
        self.compared = 0
        self.failures: list[str] = []

    def compare(self, right: bool, otherwise: str) -> None:
        """One comparison; ``otherwise`` is what to say if it is not right."""
        self.compared += 1
        if not right:
            self.failures.append(otherwise)

    def answer(self, detail: str) -> Check:
        """The check; ``detail`` is what was done."""
        if not self.compared:
            return Check(self.name, self.how, False, f"nothing could be compared: {detail}")
        if self.failures:
            detail = f"{self.failures[0]} ({len(self.failures)} of {self.compared} comparisons failed: {detail})"
        return Check(self.name, self.how, not self.failures, detail)
