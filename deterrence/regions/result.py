"""The answer of `regions`: every equilibrium shape of a parametric game, where it occurs, and what happens in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from os import PathLike
from typing import TYPE_CHECKING, Any

from deterrence.algebra.rational_function import Ratio
from deterrence.regions.domain import Domain
from deterrence.regions.signs import Sign
from deterrence.shown import Shown

if TYPE_CHECKING:
    from deterrence.model import Model
    from deterrence.pact import Pact
    from deterrence.regions.designs import Designs

NUMBERED = tuple(f"[{k}]" for k in range(1, 10))


@dataclass(frozen=True)
class Extent:
    """The closed form of a number: one function of the parameters, or a range where equilibria of the shape differ.

    Attributes
    ----------
    low, high
        The infimum is the least of the functions `low`, the supremum the greatest of `high`, at each point of a piece.
    low_attained, high_attained
        Whether an equilibrium of this shape attains them. At a point where infimum and supremum coincide all do.
    """

    low: tuple[Ratio, ...]
    high: tuple[Ratio, ...]
    low_attained: bool = True
    high_attained: bool = True

    @property
    def single(self) -> Ratio | None:
        """The function, where there is only one."""
        return self.low[0] if len(self.low) == 1 and self.low == self.high else None

    def at(self, values: Mapping[str, Fraction]) -> tuple[Fraction, Fraction]:
        """Infimum and supremum at an exact point."""
        return min(x.at(values) for x in self.low), max(x.at(values) for x in self.high)


@dataclass(frozen=True)
class Root:
    """An auxiliary name for a number that is no rational function of the parameters: a root of a polynomial.

    `conditions` pin it down to one value at each point of the piece that uses it; `name` is a name of the ring.
    """

    name: str
    conditions: tuple[Sign, ...]


@dataclass(frozen=True)
class Piece:
    """Where a shape occurs, as one conjunction of sign conditions, and its closed forms there.

    Attributes
    ----------
    conditions
        Besides those of the domain; factored: each polynomial is irreducible.
    region
        The model's name for the shape here; None where no name fits.
    strategies
        For ``"Challenger soft: initiate"`` (in a game without types ``"Challenger: initiate"``; with several
        information sets ``"Challenger soft at initiate deny: press"``) the probability of the action.
    beliefs
        For ``"Defender at initiate: Challenger hard"`` the probability that the mover gives to it, off the path too.
    outcomes
        For every terminal history its probability.
    measures
        The measures of the model by name; None where the measure is undefined throughout (a conditional probability
        whose condition never occurs).
    survives
        For each criterion of `refine` that applies: whether these equilibria survive it (some of them do where they
        differ); None where that is not worked out.
    witness
        A point of the piece with rational coordinates; None where none is known.
    full
        Whether the piece has an inner point; where it has none, the shape lies on a boundary only.
    roots
        The auxiliary names its closed forms use.
    certain
        Whether every sign on the way was settled by a proof; otherwise the piece may be empty.
    """

    conditions: tuple[Sign, ...]
    region: str | None
    strategies: Mapping[str, Extent]
    beliefs: Mapping[str, Extent]
    outcomes: Mapping[str, Extent]
    measures: Mapping[str, Extent | None]
    survives: Mapping[str, bool | None] = field(default_factory=dict)
    witness: Mapping[str, Fraction] | None = None
    full: bool = True
    roots: tuple[Root, ...] = ()
    certain: bool = True

    def holds(self, values: Mapping[str, Fraction]) -> bool:
        """Whether the shape occurs here at an exact point; the domain is not checked."""
        return all(condition.holds(values) for condition in self.conditions)


@dataclass(frozen=True)
class Shape:
    """An equilibrium shape: which actions each information set takes with positive probability.

    Attributes
    ----------
    name
        Such as ``"initiate, hold | initiate; concede | deny"``: the supports, in the order of the information sets.
    does
        The supports, by label of the information set: ``"Challenger soft"``.
    pieces
        Where it occurs; none where it occurs nowhere in the domain.
    """

    name: str
    does: Mapping[str, tuple[str, ...]]
    pieces: tuple[Piece, ...]

    @property
    def boundary_only(self) -> bool:
        """Whether it occurs, but only on boundaries."""
        return bool(self.pieces) and not any(piece.full for piece in self.pieces)


@dataclass(frozen=True, repr=False)
class Regions(Shown):
    """Every equilibrium shape within a domain.

    Attributes
    ----------
    model
        What was asked.
    fixed
        The values of all names that do not vary.
    domain
        The names that vary, their ranges, and the assumptions. Priors of types are positive throughout.
    concept
        Of the equilibria: such as ``"perfect-bayesian"``.
    criterion
        The refinement that ``refined`` means; None where there is none.
    shapes
        Those that occur first, in the order of their supports.
    complete
        Whether every equilibrium at every point of the domain belongs to a shape listed here.
    status
        How they were found, and what is undecided.
    """

    model: Model
    fixed: Mapping[str, Fraction]
    domain: Domain
    concept: str
    criterion: str | None
    shapes: tuple[Shape, ...]
    complete: bool
    status: str

    def pieces(self, over: str = "all") -> Iterator[tuple[Shape, Piece]]:
        """The pieces of ``"all"`` equilibria, of the ``"refined"`` ones, or of a named region."""
        for shape in self.shapes:
            for piece in shape.pieces:
                survives = self.criterion is None or piece.survives.get(self.criterion) is not False
                if over == "all" or piece.region == over or (over == "refined" and survives):
                    yield shape, piece

    def at(self, values: Mapping[str, Fraction]) -> tuple[tuple[Shape, Piece], ...]:
        """The shapes that occur at an exact point of the domain, with their closed forms there."""
        known: dict[Sign, bool] = {}  # hundreds of pieces share a few conditions

        def holds(condition: Sign) -> bool:
            if condition not in known:
                known[condition] = condition.holds(values)
            return known[condition]

        return tuple((shape, piece) for shape, piece in self.pieces() if all(map(holds, piece.conditions)))

    def not_derived(self, piece: Piece | None = None) -> tuple[str, ...]:
        """The measures of the model that have no closed form: in a piece, or, of the model as a whole, in none."""
        form = self.model._compiled.form
        every: Sequence[str] = getattr(form, "measure_names", tuple(self.model.measures))
        pieces = [piece] if piece is not None else [one for _, one in self.pieces()]
        have = {name for one in pieces for name in one.measures}
        # the k-th equilibrium of a game of cutoffs is no measure of a set
        return tuple(name for name in every if pieces and name not in have and not name.endswith(NUMBERED))

    @property
    def names(self) -> tuple[str, ...]:
        """The named regions that occur, in the model's order."""
        found = {piece.region for _, piece in self.pieces()}
        return tuple(name for name in self.model.regions if name in found)

    def designs(self, values: Mapping[str, Any], *, measures: Sequence[str] | None = None) -> Designs:
        """What the regions say of many designs at once: see `deterrence.regions.designs`."""
        from deterrence.regions.designs import designs

        return designs(self, values, measures=measures)

    def __repr__(self) -> str:
        over = ", ".join(self.domain.ranges)
        return f"<Regions of {self.model.title!r} over {over}: {', '.join(self.names) or 'none has a name'}>"

    def plot(
        self,
        x: str,
        y: str,
        *,
        at: Mapping[str, Any] | None = None,
        pacts: Sequence[Pact | str] = (),
        path: str | PathLike[str] | None = None,
    ) -> Any:
        """The map over two names, as a `Picture`: see `deterrence.figure.plot_regions`."""
        from deterrence.figure import plot_regions

        return plot_regions(self, x, y, at=at, pacts=pacts, path=path)
