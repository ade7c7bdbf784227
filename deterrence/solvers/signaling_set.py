"""A set of equilibria of a signaling game: few products, many cells, and questions both of them answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property, reduce
from operator import or_
from typing import Any

from deterrence.errors import SolverError
from deterrence.games.extensive import Node
from deterrence.games.profile import Profile
from deterrence.rationality import reach
from deterrence.result import Component, Equilibria, Listed
from deterrence.solvers.signaling_cells import Drawing
from deterrence.solvers.signaling_products import Factors, connected
from deterrence.solvers.signaling_supports import Supports, exact_supports

MOST_OUTCOMES = 20_000
MOST_CERTIFIED = 30_000  # about two minutes


@dataclass(frozen=True, eq=False)
class Product:
    """A maximal product: every strategy in one polytope is in equilibrium with every strategy in the other.

    Attributes
    ----------
    support
        The exact support of its relative interior, written as in `supports()`.
    senders, receivers
        The vertices of the two polytopes: behaviour strategies of the types with positive prior.
    unsent
        Names of the signals that nobody sends anywhere in it.
    perfect
        ``"all"``, ``"part"`` or ``"none"``: how much of it is perfect Bayesian.
    """

    support: Any
    senders: tuple[Profile, ...]
    receivers: tuple[Profile, ...]
    unsent: tuple[str, ...]
    perfect: str = "all"


@dataclass(frozen=True, eq=False)
class Outcomes:
    """The outcomes of a product of equilibria: probabilities of terminal nodes, types included.

    Attributes
    ----------
    vertices
        The outcomes of vertices with vertices, each once.
    convex
        Whether the set is their convex hull. Otherwise both strategies vary where they are played: the outcome is
        linear in each of the two, so the set is the image of the product and lies in the hull.
    """

    vertices: tuple[Mapping[Node, Fraction], ...]
    convex: bool

    @property
    def single(self) -> bool:
        """Whether it is one outcome."""
        return len(self.vertices) == 1


@dataclass(frozen=True, eq=False)
class SignalingComponent(Component):
    """A connected component: the union of a few products, or of its cells, which are worked out when asked for."""

    drawing: Drawing | None = field(default=None, repr=False)
    factors: tuple[Factors, ...] = field(default=(), repr=False)
    perfect: tuple[str, ...] = ()

    @property
    def isolated(self) -> bool:
        """Whether it is a single profile."""
        return [(len(one.sendings), len(one.respondings)) for one in self.factors] == [(1, 1)]

    @cached_property
    def products(self) -> tuple[Product, ...]:
        """The maximal products; their union is the component."""
        assert self.drawing is not None
        return tuple(
            _product(self.drawing, one, perfect) for one, perfect in zip(self.factors, self.perfect, strict=True)
        )

    @cached_property
    def outcomes(self) -> tuple[Outcomes, ...]:
        """The set of outcomes, exactly: the union of these; equal ones once.

        Raises
        ------
        SolverError
            Where they have too many vertices.
        """
        assert self.drawing is not None
        found = {frozenset(map(_key, one.vertices)): one for one in (_outcomes(self.drawing, f) for f in self.factors)}
        return tuple(found.values())


@dataclass(frozen=True, eq=False)
class SignalingSet(Equilibria):
    """What perfect Bayesian and Nash equilibria of a signaling game have in common.

    Further attributes
    ------------------
    form
        The `SignalingForm`.
    """

    components: tuple[SignalingComponent, ...]
    drawing: Drawing | None = field(default=None, repr=False)

    @property
    def products(self) -> tuple[Product, ...]:
        """The maximal products, component by component: their union is the whole set."""
        return tuple(product for component in self.components for product in component.products)

    @property
    def _proving(self) -> str:
        return "vertex"  # known without working out the cells

    def supports(self) -> Supports:
        """The exact supports of equilibria, in ascending order, listed one after the other when asked for."""
        assert self.drawing is not None
        return Supports(self.form, self.drawing.vertices, [f for one in self.components for f in one.factors])


def components_of(
    drawing: Drawing, products: Sequence[Factors], perfect: Sequence[str] = ()
) -> tuple[SignalingComponent, ...]:
    """Products grouped by connected component, in the order of their first cells.

    Raises
    ------
    SolverError
        Where they have more vertices than can be certified in a few minutes.
    """
    if sum(len(one.sendings) + len(one.respondings) for one in products) > MOST_CERTIFIED:
        raise SolverError(
            f"this signaling game is too large: its equilibria have more than {MOST_CERTIFIED:,} vertices to certify; "
            "use fewer types, signals or responses"
        )
    marks = perfect or ["all"] * len(products)
    groups = []
    for group in connected(products):
        factors = tuple(products[k] for k in group)
        first = next(exact_supports(drawing.vertices, factors, sent_first=True))
        groups.append((_order(first), factors, tuple(marks[k] for k in group)))
    return tuple(
        SignalingComponent(Listed(_listing(drawing, factors)), drawing, factors, kinds)
        for _, factors, kinds in sorted(groups, key=lambda item: item[0])
    )


def _order(exact: Any) -> Any:
    """The key by which cells are listed: what is sent, then the responses to signals that are sent, then the others."""
    sent, responses = exact
    used = reduce(or_, sent)
    return sent, [responses[s] for s in sorted(range(len(responses)), key=lambda s: (not used >> s & 1, s))]


def _listing(drawing: Drawing, factors: tuple[Factors, ...]) -> Any:
    return lambda: drawing.cells(exact_supports(drawing.vertices, factors, sent_first=True))


def _product(drawing: Drawing, one: Factors, perfect: str) -> Product:
    form = drawing.form
    senders = [drawing.vertices.sendings[a] for a in one.sendings]
    receivers = [drawing.vertices.respondings[b] for b in one.respondings]
    used = reduce(or_, one.sent)
    return Product(
        Supports(form, drawing.vertices, ()).named((one.sent, one.responses)),
        tuple(drawing.strategies(x.x, receivers[0].rho)[0] for x in senders),
        tuple(drawing.strategies(senders[0].x, y.rho)[1] for y in receivers),
        tuple(signal for s, signal in enumerate(form.signals) if not used >> s & 1),
        perfect,
    )


def _outcomes(drawing: Drawing, one: Factors) -> Outcomes:
    form, used = drawing.form, reduce(or_, one.sent)
    game = form.game
    senders = [drawing.vertices.sendings[a] for a in one.sendings]
    # answers to signals nobody sends change no outcome
    receivers = {
        tuple(at for s, at in enumerate(y.rho) if used >> s & 1): y
        for y in (drawing.vertices.respondings[b] for b in one.respondings)
    }
    if len(senders) * len(receivers) > MOST_OUTCOMES:
        raise SolverError(
            f"a product of equilibria has more than {MOST_OUTCOMES:,} vertices of outcomes: read its `senders` and "
            "`receivers` instead"
        )
    found: dict[Any, Mapping[Node, Fraction]] = {}
    for x in senders:
        for y in receivers.values():
            chances = reach(game, drawing.profile(x.x, y.rho))
            outcome = {node: Fraction(p) for node, p in chances.items() if p and node[0] in game.payoffs}
            found.setdefault(_key(outcome), outcome)
    return Outcomes(tuple(found.values()), len(senders) == 1 or len(receivers) == 1)


def _key(outcome: Mapping[Node, Fraction]) -> frozenset[tuple[Node, Fraction]]:
    return frozenset(outcome.items())
