"""The ledger of claims: what each side of the debate says, stated formally, and proved, refuted or bounded.

A claim is decided by `deterrence.prove.prove` on a shipped model, for whole ranges of parameters and terms. What
comes out is a fact about that model. Published findings stand beside it; neither decides the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from deterrence.claims.answer import STATUSES, Answer, Point
from deterrence.claims.decided import Decided, Finding, decide
from deterrence.claims.entries import Claim, Ledger, Stated, load_ledger, rival_of, shipped_ledger
from deterrence.claims.together import available, decided_together
from deterrence.data import meant
from deterrence.errors import ModelError

__all__ = [
    "STATUSES", "Answer", "Claim", "Decided", "Finding", "Ledger", "Point", "Stated", "available", "chosen", "claims",
    "decide", "decided_together", "load_ledger", "rival_of", "shipped_ledger",
]  # fmt: skip


def claims(
    ids: Iterable[str] = (), *, cache: bool = True, prove: Callable[..., Any] | None = None, processes: int = 1
) -> tuple[Decided, ...]:
    """Decide the claims of the ledger, or some of them, each with its rival.

    Parameters
    ----------
    ids
        Such as ``["P8"]`` (with its rival) or ``["R8"]`` (alone), or the path of a ``.toml`` file of your own; the
        whole shipped ledger unless given.
    cache
        Whether answers are taken from the user's folder of caches, and kept there.
    prove
        What decides a proposition: `deterrence.prove.prove` unless given, which leaves it to this process.
    processes
        How many processes may work at once. They are spawned: a script that asks for more than one has its own work
        under ``if __name__ == "__main__"``.

    Returns
    -------
    tuple of Decided
        In the order of the ledger.

    Raises
    ------
    ModelError
        For an id that does not exist, and for a proposition that cannot be read.
    SolverError
        If one of several processes ended without an answer.
    """
    asked = chosen(ids)
    if prove is not None:
        return tuple(decide(*one, cache=cache, prove=prove) for one in asked)
    return tuple(one for _, one in sorted(decided_together(asked, processes, cache=cache), key=lambda found: found[0]))


def chosen(ids: Iterable[str] = ()) -> tuple[tuple[str, str, Stated], ...]:
    """The sentences that some ids mean: id, topic and statement."""
    words = (ids,) if isinstance(ids, str) else tuple(ids)
    files = [word for word in words if word.endswith(".toml")]
    ledgers = [load_ledger(path) for path in files] or [shipped_ledger()]
    found = {name: pair for ledger in ledgers for name, pair in ledger.stated().items()}
    wanted: set[str] = set()
    for word in words:
        if word in files:
            continue
        if word not in found:
            raise ModelError(f"no claim is called '{word[:100]}'", advice=meant(word, found))
        wanted |= {word, rival_of(word)} if word.startswith("P") else {word}
    return tuple((name, *pair) for name, pair in found.items() if not wanted or name in wanted)
