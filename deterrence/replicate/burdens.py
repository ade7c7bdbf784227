"""Computations on burdens for rows of `replicate`: games of provision with any allies, tests of ranks with tails."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from deterrence.concordance import RankTest, correlation_p, kendall_test, spearman_test
from deterrence.evidence import table
from deterrence.formula import number
from deterrence.games.provision import ProvisionGame
from deterrence.ranges import Range
from deterrence.solvers import solve


def provision(arguments: Mapping[str, Any]) -> Mapping[str, Range]:
    """The measures of a game of provision whose allies are called a1, a2, ...

    Arguments: those of `ProvisionGame`, with ``weight`` for a taste that all share.
    """
    given = dict(arguments)
    endowments = given.pop("endowments")
    if "weight" in given:
        given["weights"] = [given.pop("weight")] * len(endowments)
    names = tuple(f"a{k}" for k in range(1, len(endowments) + 1))
    found: Mapping[str, Range] = solve(ProvisionGame(names, endowments=endowments, **given)).measures
    return found


def evidence_rank_test(arguments: Mapping[str, Any]) -> Mapping[str, Fraction | float | int]:
    """A test of ranks on two columns of a table of evidence: ``statistic``, ``p`` and ``count``.

    Arguments: ``table``, its columns ``x`` and ``y``, ``test`` (spearman or kendall) and ``tail``.
    """
    rows = table(str(arguments["table"])).rows
    xs, ys = ([row[str(arguments[name])] for row in rows] for name in ("x", "y"))
    test = kendall_test if arguments.get("test") == "kendall" else spearman_test
    found: RankTest = test(xs, ys, str(arguments["tail"]))
    return {"statistic": found.statistic, "p": found.p, "count": found.count}


def published_tail(arguments: Mapping[str, Any]) -> Mapping[str, float | str]:
    """The p-values of a published rank correlation by Student's t, and the tail that its printed p-value means.

    Arguments: ``coefficient`` and ``count`` as printed, and ``p`` as printed. Both are known to half a unit of their
    last digit; ``tail`` is ``two-sided``, ``one-sided``, both words or ``neither``, as the printed value fits what the
    coefficients allow.
    """
    printed, count = str(arguments["coefficient"]), int(arguments["count"])
    result: dict[str, float | str] = {
        "two-sided": correlation_p(printed, count, "two-sided"),
        "one-sided": correlation_p(printed, count, "greater"),
    }
    low, high = _rounded(printed)
    least, most = _rounded(str(arguments["p"]))
    fitting = []
    for word, tail in (("two-sided", "two-sided"), ("one-sided", "greater")):
        ends = sorted(correlation_p(end, count, tail) for end in (low, high))
        if ends[0] <= most and least <= ends[1]:
            fitting.append(word)
    result["tail"] = " or ".join(fitting) or "neither"
    return result


def _rounded(text: str) -> tuple[Fraction, Fraction]:
    """The numbers that are printed as a decimal."""
    half = Fraction(1, 2 * 10 ** len(text.partition(".")[2]))
    return number(text) - half, number(text) + half
