"""What allies do not choose: whether a pact is in force, under notice, suspended or at its end."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache


@dataclass(frozen=True)
class Environment:
    """A Markov chain of public states; play begins in the first, and the pact ends with what is missing to one.

    Attributes
    ----------
    states
        Their names.
    in_force
        In which of them the pact can be kept.
    transition
        For each state the probabilities of the next one; rows may sum to less than one.
    """

    states: tuple[str, ...]
    in_force: tuple[bool, ...]
    transition: tuple[tuple[Fraction, ...], ...]

    def ahead(self, values: tuple[Fraction, ...]) -> tuple[Fraction, ...]:
        """For each state the expected value of the next one; the end is worth 0."""
        return tuple(
            sum((p * v for p, v in zip(row, values, strict=True) if p), Fraction(0)) for row in self.transition
        )


@lru_cache(maxsize=256)
def environment(hazard: Fraction, notice: int, turnover: Fraction, recovery: Fraction) -> Environment:
    """The chain of two independent processes: a side that wants to leave, and a government that does not honour.

    A side wants to leave with probability `hazard` in each period. It gives notice at once and withdraws it when it no
    longer wants to leave; the pact ends once a side has wanted to leave for notice + 1 periods in a row. Without hazard
    there is no notice, and a suspension without recovery is the end.
    """
    counts = range(notice + 1 if hazard else 1)
    suspended = (False, True) if turnover and recovery else (False,)
    keys = [(k, s) for s in suspended for k in counts]
    rows = []
    for k, s in keys:
        row = dict.fromkeys(keys, Fraction(0))
        for after, p in ((True, 1 - recovery), (False, recovery)) if s else ((True, turnover), (False, 1 - turnover)):
            if after not in suspended:
                continue
            row[0, after] += p * (1 - hazard)
            if k + 1 in counts:
                row[k + 1, after] += p * hazard
        rows.append(tuple(row.values()))
    return Environment(tuple(_name(k, s) for k, s in keys), tuple(not s for _, s in keys), tuple(rows))


def _name(notice: int, suspended: bool) -> str:
    given = f"notice {notice}" if notice else "in force"
    if not suspended:
        return given
    return f"suspended, {given}" if notice else "suspended"
