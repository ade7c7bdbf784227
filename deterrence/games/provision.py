"""Games of voluntary contribution to a common defence.

Each ally splits what it has between itself and the common defence, and enjoys what the others pay in the measure in
which defence is public (Olson and Zeckhauser 1966; Bergstrom, Blume and Varian 1986; Sandler 1977 for spill-ins that
are less than full). Two tastes, which do not nest: with income effects and without. What the contributions add up to is
the technology (Hirshleifer 1983): their sum, the least of them, or the largest. Rules of the pact change what paying
costs: limits, matching, credit in kind, benchmarks with a penalty.

Numbers may be of any system (Fraction, ndarray over designs, sympy, z3). Where all are plain numbers they are made
exact and checked; otherwise all are taken as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from deterrence.errors import DeterrenceError, GameError
from deterrence.formula import number
from deterrence.shown import Shown

UTILITIES = ("cobb-douglas", "quasilinear-log")
TECHNOLOGIES = ("summation", "weakest-link", "best-shot")
PENALTIES = ("lump-sum", "proportional")

_LISTS = ("endowments", "weights", "limits", "matching", "in_kind", "benchmarks", "penalties")


@dataclass(frozen=True, eq=False)
class ProvisionGame(Shown):
    """Allies pay for a common defence, all at once.

    Ally i pays g_i and provides t_i = (1 + matching_i) g_i + in_kind_i. It enjoys y_i, which the technology makes of
    what all provide: t_i + publicness * (what the others provide), the least t_j, or the largest.

    Parameters
    ----------
    players
        Names of the allies, in order.
    utility
        ``"cobb-douglas"``: (1 - weight_i) ln(kept_i) + weight_i ln(y_i);
        ``"quasilinear-log"``: kept_i + weight_i ln(y_i), without income effects. An ally keeps what it does not pay,
        endowment_i - g_i, less a proportional penalty; a lump-sum penalty is taken from utility.
    endowments
        What each ally can spend, positive.
    weights
        What defence is worth to each: a share strictly between 0 and 1 (Cobb-Douglas) or a positive number
        (quasilinear).
    publicness
        The share of an ally's contribution that the others enjoy: 0 private, 1 purely public. 1 unless the technology
        is a sum.
    technology
        ``"summation"``, ``"weakest-link"`` or ``"best-shot"``.
    limits
        The most each can pay; None for no limit other than its utility. Empty: no limits.
    matching
        What a fund outside the game adds to each unit paid, 0 or more: the ally's own price is 1 / (1 + matching).
        Empty: nothing.
    in_kind
        What each provides without paying (bases, access), 0 or more. It counts as paid towards the benchmark. Empty:
        nothing.
    benchmarks
        What each should pay, credit in kind included; None for no benchmark. Empty: none.
    penalties
        What missing it costs. Empty: nothing.
    penalty
        ``"lump-sum"``: the number, in utility, for any shortfall; ``"proportional"``: a fine, the number times the
        shortfall benchmark_i - in_kind_i - g_i, in money.

    Raises
    ------
    GameError
        Where lengths differ or a number lies outside its range.
    """

    players: tuple[str, ...]
    utility: str
    endowments: tuple[Any, ...]
    weights: tuple[Any, ...]
    publicness: Any
    title: str = field(default="", compare=False)
    technology: str = field(default="summation", kw_only=True)
    limits: tuple[Any, ...] = field(default=(), kw_only=True)
    matching: tuple[Any, ...] = field(default=(), kw_only=True)
    in_kind: tuple[Any, ...] = field(default=(), kw_only=True)
    benchmarks: tuple[Any, ...] = field(default=(), kw_only=True)
    penalties: tuple[Any, ...] = field(default=(), kw_only=True)
    penalty: str = field(default="lump-sum", kw_only=True)

    def __post_init__(self) -> None:
        if isinstance(self.players, str) or not self.players or len(set(self.players)) != len(self.players):
            raise GameError(f"players need at least one name, each once, e.g. ('Large', 'Small'); not {self.players!r}")
        for name, known in (("utility", UTILITIES), ("technology", TECHNOLOGIES), ("penalty", PENALTIES)):
            if getattr(self, name) not in known:
                listed = " or ".join(f"'{word}'" for word in known)
                raise GameError(f"{name} is {listed}, not {getattr(self, name)!r}")
        object.__setattr__(self, "players", tuple(self.players))
        for name in _LISTS:
            given = getattr(self, name)
            if name not in ("endowments", "weights") and isinstance(given, Sequence) and not given:
                given = (None if name in ("limits", "benchmarks") else 0,) * len(self.players)
            object.__setattr__(self, name, self._one_each(name, given))
        numbers = [value for name in _LISTS for value in getattr(self, name) if value is not None]
        if all(map(_plain, (*numbers, self.publicness))):
            self._make_exact()
            self.check_numbers()

    def _make_exact(self) -> None:
        for name in _LISTS:
            pairs = zip(self.players, getattr(self, name), strict=True)
            object.__setattr__(
                self,
                name,
                tuple(
                    None if value is None else _exact(value, f"{name.replace('_', '-')} of {player}")
                    for player, value in pairs
                ),
            )
        object.__setattr__(self, "publicness", _exact(self.publicness, "publicness"))

    def _one_each(self, name: str, given: Any) -> tuple[Any, ...]:
        try:
            numbers = tuple(given)
        except TypeError:
            numbers = ()
        if isinstance(given, str) or len(numbers) != len(self.players):
            raise GameError(
                f"{name} need one number for each of the {len(self.players)} players, e.g. "
                f"{tuple(range(len(self.players), 0, -1))}; not {given!r}"
            )
        return numbers

    def check_numbers(self) -> None:
        """Refuse numbers outside their ranges."""
        self._check_ranges()
        self._check_rules()

    def _check_ranges(self) -> None:
        for player, endowment, weight in zip(self.players, self.endowments, self.weights, strict=True):
            if endowment is None or endowment <= 0:
                raise GameError(f"the endowment of {player} is {endowment}: write a positive number, or leave it out")
            if weight is None or weight <= 0:
                raise GameError(f"the weight of {player} is {weight}: write a positive number")
            if self.utility == "cobb-douglas" and weight >= 1:
                raise GameError(
                    f"the weight of {player} is {weight}: under cobb-douglas it is the share of income spent on "
                    "defence when alone; write a number strictly between 0 and 1"
                )
        if not 0 <= self.publicness <= 1:
            raise GameError(f"publicness is {self.publicness}: write a number from 0 (private) to 1 (purely public)")
        if self.technology != "summation" and self.publicness != 1:
            raise GameError(
                f"publicness is {self.publicness}: under {self.technology} one level is enjoyed by all; write 1"
            )

    def _check_rules(self) -> None:
        for k, player in enumerate(self.players):
            limit, benchmark, penalty = self.limits[k], self.benchmarks[k], self.penalties[k]
            for name, value in (("matching", self.matching[k]), ("credit in kind", self.in_kind[k])):
                if value is None or value < 0:
                    raise GameError(f"the {name} of {player} is {value}: write 0 or more")
            if limit is not None and limit <= 0:
                raise GameError(f"the limit of {player} is {limit}: write a positive number, or None for no limit")
            if benchmark is not None and benchmark < 0:
                raise GameError(f"the benchmark of {player} is {benchmark}: write 0 or more, or None for no benchmark")
            if penalty is None or penalty < 0:
                raise GameError(f"the penalty of {player} is {penalty}: write 0 or more")
            if penalty and benchmark is None:
                raise GameError(f"{player} has a penalty and no benchmark to miss: write its benchmark")
            if penalty and self.technology != "summation":
                raise GameError(
                    f"{player} has a penalty under {self.technology}: penalties are solved where contributions add up; "
                    "write technology='summation', or no penalties"
                )
            if penalty and self.penalty == "proportional":
                money = benchmark - self.in_kind[k]
                if self.utility == "cobb-douglas" and money >= self.endowments[k]:
                    raise GameError(
                        f"the benchmark of {player} leaves it {self.endowments[k] - money} to keep: under cobb-douglas "
                        "write a benchmark below its endowment and credit in kind"
                    )
                if penalty >= 1 and limit is not None and money > limit:
                    raise GameError(
                        f"{player} can pay {limit} and must pay {money}: write a limit of at least {money}, or a "
                        "penalty below 1"
                    )

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, ProvisionGame):
            return NotImplemented
        return self._identity == other._identity

    @property
    def _identity(self) -> tuple[Any, ...]:
        words = (self.players, self.utility, self.publicness, self.technology, self.penalty)
        return (*words, *(getattr(self, name) for name in _LISTS))

    __hash__ = None  # type: ignore[assignment]

    def player_index(self, player: str) -> int:
        """Position of a player."""
        return self.players.index(player)

    @property
    def ruled(self) -> bool:
        """Whether some rule changes what paying costs: limits, matching, credit in kind or penalties."""
        return any(x is not None for x in self.limits) or any((*self.matching, *self.in_kind, *self.penalties))

    def provided(self, contributions: Sequence[Any]) -> tuple[Any, ...]:
        """What each ally provides: its money with what matches it, and its credit in kind."""
        return tuple(
            (1 + more) * g + kind for g, more, kind in zip(contributions, self.matching, self.in_kind, strict=True)
        )

    def enjoyed(self, contributions: Sequence[Any]) -> tuple[Any, ...]:
        """The defence each ally enjoys: with a sum, its own contribution and the public share of the others'."""
        provided = self.provided(contributions)
        if self.technology != "summation":
            level = (min if self.technology == "weakest-link" else max)(provided)
            return (level,) * len(provided)
        total = sum(provided)
        return tuple(own + self.publicness * (total - own) for own in provided)

    @property
    def alone(self) -> tuple[Any, ...]:
        """What each ally would pay if it were alone: weight times endowment, or the weight without income effects.

        Bergstrom, Blume and Varian (1986); under ``quasilinear-log`` the endowment is no bound, utility being linear
        in what is left. No rule of the pact is counted.
        """
        if self.utility == "cobb-douglas":
            return tuple(weight * w for weight, w in zip(self.weights, self.endowments, strict=True))
        return self.weights


def _plain(value: Any) -> bool:
    """Whether a value is a number as people write it, scalars of numpy included."""
    if isinstance(value, (int, float, str, Fraction, Decimal)):
        return True
    return type(value).__module__ == "numpy" and getattr(value, "ndim", None) == 0


def _exact(value: Any, where: str) -> Fraction:
    try:
        return number(value)
    except DeterrenceError as error:
        raise GameError(f"{where}: {error}") from None
