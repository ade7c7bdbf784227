"""The exact supports (C, A) of equilibria of a signaling game, listed one after the other from the maximal products.

A point of X(C, A) mixes vertices, and its support is the union of theirs; the same holds of R(C, A). So the exact
supports in a product are all pairs of a union of supports of vertices of the one factor with one of the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import reduce
from heapq import merge
from itertools import islice, zip_longest
from operator import or_
from typing import Any

from deterrence.errors import SolverError
from deterrence.solvers.signaling_form import SignalingForm
from deterrence.solvers.signaling_polytopes import Responding, Responses, Sending
from deterrence.solvers.signaling_products import Factors, bits, marked, subset

MOST_COUNTED = 100_000

Masks = tuple[int, ...]
Exact = tuple[Masks, tuple[Responses, ...]]  # C and A


def unions(points: Iterable[Masks], rank: Callable[[int], Any]) -> Iterator[Masks]:
    """Every union of some of these supports, place by place, in lexicographic order.

    Parameters
    ----------
    points
        Supports of vertices: a mask for each place.
    rank
        By which the masks at one place are ordered.

    Notes
    -----
    What is chosen for the first places is the union of the vertices inside it, so it can always be completed: the next
    support is found without a search, and nothing is stored.
    """

    def grow(chosen: Masks, left: list[Masks]) -> Iterator[Masks]:
        place = len(chosen)
        if place == len(left[0]):
            yield chosen
            return
        attained: set[int] = set()
        for mask in {point[place] for point in left}:
            attained |= {mask, *(mask | other for other in attained)}
        for mask in sorted(attained, key=rank):
            kept = [point for point in left if not point[place] & ~mask]
            now = (*chosen, mask)
            if all(reduce(or_, (point[k] for point in kept), 0) == wanted for k, wanted in enumerate(now)):
                yield from grow(now, kept)

    yield from grow((), list(dict.fromkeys(points)))


@dataclass(frozen=True, eq=False)
class Vertices:
    """The vertices of P and of Q that equilibria use."""

    sendings: Sequence[Sending]
    respondings: Sequence[Responding]
    known: dict[tuple[str, int, Any], int] = field(default_factory=dict, repr=False)

    def _where(self, what: str, place: int, of: Any) -> int:
        """The vertices with a property, as bits; each property is looked for once."""
        key = (what, place, of)
        if key not in self.known:
            if what == "sends inside":
                found = marked(not x.sent[place] & ~of for x in self.sendings)
            elif what == "makes best":
                found = marked(subset(of, x.best[place]) for x in self.sendings)
            elif what == "plays inside":
                found = marked(subset(y.played[place], of) for y in self.respondings)
            else:
                found = marked(not of & ~y.best[place] for y in self.respondings)
            self.known[key] = found
        return self.known[key]

    def closure(self, exact: Exact) -> Factors:
        """The closed cell of an exact support."""
        sent, responses = exact
        xs, ys = (1 << len(self.sendings)) - 1, (1 << len(self.respondings)) - 1
        for t, c in enumerate(sent):
            xs &= self._where("sends inside", t, c)
            ys &= self._where("finds best", t, c)
        for s, face in enumerate(responses):
            xs &= self._where("makes best", s, face)
            ys &= self._where("plays inside", s, face)
        return Factors(sent, responses, bits(xs), bits(ys))


def exact_supports(vertices: Vertices, products: Sequence[Factors], sent_first: bool = False) -> Iterator[Exact]:
    """Every exact support in some products, each once.

    Parameters
    ----------
    sent_first
        The order: by masks, with the responses to signals that are sent before the others; otherwise by ascending
        tuples of signals and responses.
    """
    signals = len(products[0].responses) if products else 0

    def stream(product: Factors) -> Iterator[tuple[Any, Exact]]:
        rank: Callable[[int], Any] = (lambda mask: mask) if sent_first else bits
        points = [vertices.respondings[b].played for b in product.respondings]
        for sent in unions((vertices.sendings[a].sent for a in product.sendings), rank):
            used = reduce(or_, sent) if sent_first else 0
            order = sorted(range(signals), key=lambda s: (not used >> s & 1, s)) if sent_first else [*range(signals)]
            kinds = len(points[0][0])
            flat = (tuple(mask for s in order for mask in played[s]) for played in points)
            for masks in unions(flat, rank):
                at = {s: masks[k * kinds : (k + 1) * kinds] for k, s in enumerate(order)}
                key = (tuple(map(rank, sent)), tuple(map(rank, masks)))
                yield key, (sent, tuple(at[s] for s in range(signals)))

    last = None
    for key, exact in merge(*map(stream, products), key=lambda item: item[0]):
        if key != last:
            last = key
            yield exact


@dataclass(frozen=True, eq=False)
class Supports:
    """The exact supports of equilibria: listed one after the other when asked for, never all in memory.

    Each is a pair (signals sent by each type, responses played after each signal) of tuples of ascending index tuples;
    a type of prior 0 has ``()``. Where the receiver has several types, the responses after a signal are one such tuple
    for each of her types. A signal that ends the game has ``(0,)``.

    They come in ascending order. ``len`` counts them, up to 100,000; ``in`` does not list them.
    """

    form: SignalingForm
    vertices: Vertices
    products: Sequence[Factors]

    def __iter__(self) -> Iterator[Any]:
        for exact in exact_supports(self.vertices, self.products):
            yield self.named(exact)

    def __len__(self) -> int:
        count = sum(1 for _ in islice(exact_supports(self.vertices, self.products), MOST_COUNTED + 1))
        if count > MOST_COUNTED:
            raise SolverError(
                f"there are more than {MOST_COUNTED:,} exact supports: list some of them with itertools.islice, or "
                "read the few products they lie in"
            )
        return count

    def __bool__(self) -> bool:
        return bool(self.products)

    def __contains__(self, support: object) -> bool:
        exact = self._masks(support)
        return exact is not None and any(
            _is_union(exact[0], [self.vertices.sendings[a].sent for a in product.sendings])
            and _is_union(
                tuple(mask for at in exact[1] for mask in at),
                [tuple(mask for at in self.vertices.respondings[b].played for mask in at) for b in product.respondings],
            )
            for product in self.products
        )

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, (Supports, tuple, list)):
            return NotImplemented
        return all(a == b for a, b in zip_longest(self, other))

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"<exact supports in {len(self.products)} products>"

    def _masks(self, support: Any) -> Exact | None:
        """The inverse of `named`; None for anything that is not written like an exact support."""
        try:
            sent, answers = support
            by_type = tuple(sum(1 << s for s in sent[t]) for t in self.form.types)
            several = len(self.form.game.types[self.form.game.player_index(self.form.receiver)]) > 1
            responses = tuple(
                tuple(sum(1 << r for r in (at[tau] if several else at)) for tau in self.form.receiver_types)
                for at in answers
            )
        except (TypeError, ValueError, IndexError):
            return None
        exact = by_type, responses
        return exact if len(responses) == len(self.form.signals) and self.named(exact) == support else None

    def named(self, exact: Exact) -> Any:
        """An exact support in tuples of positions."""
        game, form = self.form.game, self.form
        n_types = len(game.types[game.player_index(form.sender)])
        n_receivers = len(game.types[game.player_index(form.receiver)])
        sent, responses = exact
        by_type: list[tuple[int, ...]] = [()] * n_types
        for k, t in enumerate(form.types):
            by_type[t] = bits(sent[k])
        answers: list[Any] = []
        for masks in responses:
            by_receiver: list[tuple[int, ...]] = [()] * n_receivers
            for k, tau in enumerate(form.receiver_types):
                by_receiver[tau] = bits(masks[k])
            answers.append(by_receiver[0] if n_receivers == 1 else tuple(by_receiver))
        return tuple(by_type), tuple(answers)


def _is_union(wanted: Masks, points: Iterable[Masks]) -> bool:
    """Whether a support is the union of those of some points."""
    inside = [point for point in points if subset(point, wanted)]
    return bool(inside) and tuple(reduce(or_, masks) for masks in zip(*inside, strict=True)) == wanted
