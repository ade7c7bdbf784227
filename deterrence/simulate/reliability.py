"""Reliability that can be seen only where it failed to deter: the selection effect, exactly and simulated.

A pact's reliability r is the probability that its promise is kept. An adversary who knows r attacks if and only if r
lies below a threshold. Then the share of promises kept among those invoked is E[r | r < threshold], and not E[r]:
reliable pacts are never tested (Smith 1995).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from math import comb
from typing import TYPE_CHECKING, Any

from deterrence.errors import DeterrenceError
from deterrence.formula import number
from deterrence.simulate.draws import WORD, Draws, times_wanted

if TYPE_CHECKING:
    import pandas

LARGEST = 1000


@dataclass(frozen=True)
class Reliability:
    """What is true of pacts, and what can be seen of them.

    Attributes
    ----------
    true
        E[r], the share of all promises that would be kept.
    attacked
        P(r < threshold), the share of pacts that are tested.
    observed
        E[r | r < threshold], the share of tested promises that are kept; None where none is tested.
    """

    true: Fraction
    attacked: Fraction
    observed: Fraction | None


@dataclass(frozen=True, eq=False)
class ReliabilitySimulation:
    """Pacts drawn at random, and whether they were tested and kept.

    Attributes
    ----------
    exact
        What is expected.
    reliability, attacked, kept
        Arrays with one entry a pact: r times 2^64, whether it is attacked, and whether the promise is kept (of a pact
        that is not attacked: would have been).
    """

    exact: Reliability
    times: int
    seed: int
    reliability: Any = field(repr=False)
    attacked: Any = field(repr=False)
    kept: Any = field(repr=False)

    @property
    def true(self) -> Fraction:
        """The share of all promises that are kept, or would have been."""
        return Fraction(int(self.kept.sum()), self.times)

    @property
    def observed(self) -> Fraction | None:
        """The share of tested promises that are kept; None where none was tested."""
        tested = int(self.attacked.sum())
        return Fraction(int((self.kept & self.attacked).sum()), tested) if tested else None

    @property
    def standard_error(self) -> float | None:
        """Of the observed share, under the exact law and given how many were tested."""
        tested, p = int(self.attacked.sum()), self.exact.observed
        return float(p * (1 - p) / tested) ** 0.5 if tested and p is not None else None

    def to_frame(self) -> pandas.DataFrame:
        """One row a pact: its reliability, whether it was attacked, and whether the promise was kept."""
        from numpy import where

        from deterrence.simulate.frame import frame

        kept = where(self.attacked, self.kept, None)
        columns = {"reliability": self.reliability / float(WORD), "attacked": self.attacked, "kept": kept}
        return frame(columns, {"seed": self.seed})


def observed_reliability(alpha: int, beta: int, threshold: Fraction | float | str) -> Reliability:
    """True and observed reliability where r is drawn from a Beta distribution, exactly.

    E[r | r < t] = alpha/(alpha + beta) I_t(alpha + 1, beta) / I_t(alpha, beta), with the regularised incomplete beta
    function I; for whole alpha and beta it is a sum of binomial probabilities, and rational.

    Parameters
    ----------
    alpha, beta
        Whole numbers from 1 on; 1 and 1 is the uniform distribution.
    threshold
        An adversary attacks if and only if r lies below it.

    Raises
    ------
    DeterrenceError
        For other parameters.

    Examples
    --------
    >>> observed_reliability(1, 1, "1/2").observed
    Fraction(1, 4)
    """
    _check(alpha, beta)
    t = number(threshold)
    if not 0 <= t <= 1:
        raise DeterrenceError(f"the threshold is {t}; write a probability between 0 and 1")
    attacked = _incomplete(alpha, beta, t)
    mean = Fraction(alpha, alpha + beta)
    return Reliability(mean, attacked, mean * _incomplete(alpha + 1, beta, t) / attacked if attacked else None)


def _incomplete(alpha: int, beta: int, t: Fraction) -> Fraction:
    """The regularised incomplete beta function: P(at least alpha of alpha + beta - 1 uniform draws lie below t)."""
    n = alpha + beta - 1
    return sum((comb(n, k) * t**k * (1 - t) ** (n - k) for k in range(alpha, n + 1)), Fraction(0))


def _check(alpha: int, beta: int) -> None:
    for name, value in (("alpha", alpha), ("beta", beta)):
        if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= LARGEST:
            raise DeterrenceError(f"{name} is {value!r}; write a whole number from 1 to {LARGEST}")


def simulate_reliability(
    alpha: int, beta: int, threshold: Fraction | float | str, times: int, *, seed: int
) -> ReliabilitySimulation:
    """Pacts with r drawn from a Beta distribution, attacked if and only if r lies below a threshold.

    A Beta(alpha, beta) draw is the alpha-th smallest of alpha + beta - 1 uniform draws. The same seed gives the same
    pacts in every version.

    Parameters
    ----------
    alpha, beta, threshold
        As for `observed_reliability`.
    times, seed
        How many pacts, from which seed.
    """
    from numpy import partition, uint64

    exact = observed_reliability(alpha, beta, threshold)
    count, draws = times_wanted(times), Draws(seed)
    size = alpha + beta - 1
    if size * count > 10**8:
        raise DeterrenceError(f"{count} draws of {size} numbers each are too many; lower times, or alpha and beta")
    reliability = partition(draws.words(size * count).reshape(count, size), alpha - 1, axis=1)[:, alpha - 1]
    edge = int(number(threshold) * WORD)
    attacked = reliability < uint64(edge) if edge < WORD else reliability == reliability
    return ReliabilitySimulation(exact, count, seed, reliability, attacked, draws.words(count) < reliability)
