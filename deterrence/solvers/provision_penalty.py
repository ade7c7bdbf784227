"""Provision by a sum where missing a benchmark costs a lump of utility: payoffs jump, replies have two branches.

At an equilibrium each ally either pays at least its benchmark (as if it could not pay less) or is at its unconstrained
reply below it, and prefers that branch. Given the branches the game is one of bounds alone, with one solution. An
ally's gain from dropping rises in what the others provide, so a branch that is not taken at the most favourable total
of an interval is not taken anywhere in it. The totals lie between those of all dropping and all complying; the search
fixes branches, and each narrows the interval (Novshek 1985 and Kukushkin 1994: replies that fall in the total of the
others have a fixed point, here often several). Preferences compare logarithms with rationals, where a penalty above 0
leaves no ties: e^P is transcendental.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from deterrence.errors import SolverError
from deterrence.games.provision import ProvisionGame
from deterrence.solvers.provision_sum import Reply, fixed_total, reply
from deterrence.utility import benchmark_money, utility

MOST_NODES = 32_000  # choices of the search, times allies: some seconds
Point = tuple[Fraction, ...]
COMPLY, DROP = True, False


def solve_lump_sum(game: ProvisionGame) -> tuple[tuple[Point, ...], str]:
    """Every pure equilibrium, and the reason why some may be missing (empty: none is).

    Raises
    ------
    SolverError
        Where nothing but an ally's penalty bounds what it wants (no income effects, a pure public good).
    """
    free = [reply(game, k) for k in range(len(game.players))]
    if any(one.slope is None for one in free):
        raise SolverError(
            "a lump-sum penalty for a pure public good without income effects is not solved, for any split may be "
            "wanted: write a publicness below 1, utility 'cobb-douglas', or a proportional penalty"
        )
    search = _Search(game, free)
    found = search.run()
    return found, f"the search stopped after {search.nodes} choices of who complies" if search.stopped else ""


class _Search:
    """Branches fixed one by one; see the module's text."""

    def __init__(self, game: ProvisionGame, free: Sequence[Reply]) -> None:
        self.game, self.free, self.nodes, self.stopped = game, free, 0, False
        # allies alike share what is worked out
        lists = (
            game.endowments,
            game.weights,
            game.limits,
            game.matching,
            game.in_kind,
            game.benchmarks,
            game.penalties,
        )
        kinds = list(zip(*lists, strict=True))
        self.alike = [kinds.index(kind) for kind in kinds]
        self.totals: dict[tuple[tuple[int, bool], ...], Fraction] = {}
        self.taken: dict[tuple[int, bool, Fraction], bool] = {}
        self.wanted = [benchmark_money(game, k) for k in range(len(free))]
        self.bound = [
            one if b is None else reply(game, k, b) for k, (one, b) in enumerate(zip(free, self.wanted, strict=True))
        ]

    def run(self) -> tuple[Point, ...]:
        start: list[bool | None] = []
        for k, b in enumerate(self.wanted):
            limit = self.game.limits[k]
            ruined = b is not None and self.game.utility == "cobb-douglas" and b >= self.game.endowments[k]
            start.append(DROP if b is None or ruined or (limit is not None and b > limit) else None)
        self.fixed = frozenset(k for k, branch in enumerate(start) if branch is not None)
        found: set[Point] = set()
        stack = [start]
        while stack:
            if (self.nodes + 1) * len(start) > MOST_NODES:
                self.stopped = True
                break
            self.nodes += 1
            settled = self._settle(stack.pop())
            if settled is None:
                continue
            branches, total = settled
            if None in branches:
                place = branches.index(None)
                stack += [[*branches[:place], branch, *branches[place + 1 :]] for branch in (DROP, COMPLY)]
            else:
                found.add(tuple(self._pays(k, branch, total) for k, branch in enumerate(branches)))
        return tuple(sorted(found))

    def _settle(self, branches: list[bool | None]) -> tuple[list[bool | None], Fraction] | None:
        """Fix every branch that the interval of totals decides; None where some ally has no branch left."""
        while True:
            low, high = (
                self._total([rest if branch is None else branch for branch in branches]) for rest in (DROP, COMPLY)
            )
            changed = False
            for k, branch in enumerate(branches):
                if k in self.fixed:
                    continue
                may = [
                    one
                    for one in ((COMPLY, DROP) if branch is None else (branch,))
                    if self._takes(k, one, low if one else high)
                ]
                if not may:
                    return None
                if branch is None and len(may) == 1:
                    branches = [*branches[:k], may[0], *branches[k + 1 :]]
                    changed = True
            if not changed:
                return branches, low

    def _total(self, branches: list[bool]) -> Fraction:
        """The total at which all reply on the given branches."""
        key = tuple(sorted(zip(self.alike, branches, strict=True)))
        if key not in self.totals:
            self.totals[key] = fixed_total([(self.bound if one else self.free)[k] for k, one in enumerate(branches)])
        return self.totals[key]

    def _takes(self, k: int, branch: bool, total: Fraction) -> bool:
        """Whether an ally may be on a branch at a total."""
        key = self.alike[k], branch, total
        if key not in self.taken:
            self.taken[key] = (self._complies if branch else self._drops)(k, total)
        return self.taken[key]

    def _pays(self, k: int, branch: bool | None, total: Fraction) -> Fraction:
        return Fraction((self.bound if branch else self.free)[k].pay(total))

    def _others(self, k: int, paid: Fraction, total: Fraction) -> Fraction:
        """What the ally enjoys without paying, at a total that holds what it pays."""
        one = self.free[k]
        return Fraction(one.kind + self.game.publicness * (total - one.price * paid - one.kind))

    def _drops(self, k: int, total: Fraction) -> bool:
        wanted = self.wanted[k]
        assert wanted is not None
        paid = self._pays(k, DROP, total)
        return paid < wanted and self._gain(k, paid, wanted, self._others(k, paid, total)) > 0

    def _complies(self, k: int, total: Fraction) -> bool:
        wanted = self.wanted[k]
        assert wanted is not None
        if self._pays(k, DROP, total) >= wanted:
            return True
        others = self._others(k, wanted, total)
        if others < 0:  # the total is less than its own benchmark: it would want more, not less
            return True
        return self._gain(k, self._alone(k, others), wanted, others) <= 0

    def _alone(self, k: int, others: Fraction) -> Fraction:
        """The unconstrained reply to what is enjoyed without paying."""
        game, weight = self.game, self.game.weights[k]
        cobb = game.utility == "cobb-douglas"
        share, most = (1 - weight, weight * game.endowments[k]) if cobb else (Fraction(1), weight)
        paid = max(most - share * others / self.free[k].price, Fraction(0))
        limit = game.limits[k]
        return Fraction(paid if limit is None else min(paid, limit))

    def _gain(self, k: int, paid: Fraction, wanted: Fraction, others: Fraction) -> int:
        """The sign of what paying less brings over paying the benchmark."""
        price = self.free[k].price
        less = utility(self.game, k, paid, price * paid + others)
        full = utility(self.game, k, wanted, price * wanted + others)
        assert full is not None
        return -1 if less is None else (less - full).sign()
