"""Games of voluntary contribution to a common defence.

Each ally splits what it has between itself and the common defence, and enjoys what the others pay in the measure in
which defence is public (Olson and Zeckhauser 1966; Bergstrom, Blume and Varian 1986; Sandler 1977 for spill-ins that
are less than full). Two tastes, which do not nest: with income effects and without.

Numbers may be of any system (Fraction, ndarray over designs, sympy, z3). Where all are plain numbers they are made
exact and checked; otherwise all are taken as they are.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from deterrence.errors import DeterrenceError, GameError
from deterrence.formula import number
from deterrence.shown import Shown

UTILITIES = ("cobb-douglas", "quasilinear-log")


@dataclass(frozen=True, eq=False)
class ProvisionGame(Shown):
    """Allies pay for a common defence, all at once.

    An ally that contributes g_i enjoys y_i = g_i + publicness * (what the others contribute).

    Parameters
    ----------
    players
        Names of the allies, in order.
    utility
        ``"cobb-douglas"``: (1 - weight_i) ln(endowment_i - g_i) + weight_i ln(y_i);
        ``"quasilinear-log"``: endowment_i - g_i + weight_i ln(y_i), without income effects.
    endowments
        What each ally can spend, positive.
    weights
        What defence is worth to each: a share strictly between 0 and 1 (Cobb-Douglas) or a positive number
        (quasilinear).
    publicness
        The share of an ally's contribution that the others enjoy: 0 private, 1 purely public.

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

    def __post_init__(self) -> None:
        if isinstance(self.players, str) or not self.players or len(set(self.players)) != len(self.players):
            raise GameError(f"players need at least one name, each once, e.g. ('Large', 'Small'); not {self.players!r}")
        if self.utility not in UTILITIES:
            raise GameError(f"utility is 'cobb-douglas' or 'quasilinear-log', not {self.utility!r}")
        object.__setattr__(self, "players", tuple(self.players))
        for name in ("endowments", "weights"):
            object.__setattr__(self, name, self._one_each(name, getattr(self, name)))
        if all(map(_plain, (*self.endowments, *self.weights, self.publicness))):
            self._make_exact()
            self._check_ranges()

    def _make_exact(self) -> None:
        for name in ("endowments", "weights"):
            pairs = zip(self.players, getattr(self, name), strict=True)
            object.__setattr__(self, name, tuple(_exact(value, f"{name} of {player}") for player, value in pairs))
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

    def _check_ranges(self) -> None:
        for player, endowment, weight in zip(self.players, self.endowments, self.weights, strict=True):
            if endowment <= 0:
                raise GameError(f"the endowment of {player} is {endowment}: write a positive number, or leave it out")
            if weight <= 0:
                raise GameError(f"the weight of {player} is {weight}: write a positive number")
            if self.utility == "cobb-douglas" and weight >= 1:
                raise GameError(
                    f"the weight of {player} is {weight}: under cobb-douglas it is the share of income spent on "
                    "defence when alone; write a number strictly between 0 and 1"
                )
        if not 0 <= self.publicness <= 1:
            raise GameError(f"publicness is {self.publicness}: write a number from 0 (private) to 1 (purely public)")

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, ProvisionGame):
            return NotImplemented
        return (self.players, self.utility, self.endowments, self.weights, self.publicness) == (
            other.players,
            other.utility,
            other.endowments,
            other.weights,
            other.publicness,
        )

    __hash__ = None  # type: ignore[assignment]

    def player_index(self, player: str) -> int:
        """Position of a player."""
        return self.players.index(player)

    def enjoyed(self, contributions: tuple[Any, ...]) -> tuple[Any, ...]:
        """The defence each ally enjoys: its own contribution and the public share of the others'."""
        total = sum(contributions)
        return tuple(own + self.publicness * (total - own) for own in contributions)

    @property
    def alone(self) -> tuple[Any, ...]:
        """What each ally would pay if it were alone: weight times endowment, or the weight without income effects.

        Bergstrom, Blume and Varian (1986); under ``quasilinear-log`` the endowment is no bound, utility being linear
        in what is left.
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
