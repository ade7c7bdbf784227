"""Claims decided by several processes: those that rest on one model by the same one, which derives its regions once."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool

from deterrence.claims.decided import Decided, decide, kept
from deterrence.claims.entries import Stated
from deterrence.errors import SolverError

PATIENCE = 5  # seconds for a process to end

Asked = tuple[str, str, Stated]


def available() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def decided_together(asked: Sequence[Asked], processes: int, *, cache: bool = True) -> Iterator[tuple[int, Decided]]:
    """Decide sentences, and tell each with its place as soon as it is known: those that are kept first.

    Each answer is the one that a single process gives; only the order in which they come is open.

    Raises
    ------
    ModelError
        For a proposition that cannot be read.
    SolverError
        If a process ended without an answer, as one does that the system stops for want of memory.
    """
    groups: dict[str, list[int]] = {}
    for place, (name, topic, stated) in enumerate(asked):
        found = kept(name, topic, stated) if cache else None
        if found is not None:
            yield place, found
        else:
            groups.setdefault(stated.model, []).append(place)
    if processes < 2 or len(groups) < 2:
        for places in groups.values():
            for place in places:
                yield place, decide(*asked[place], cache=cache)
        return
    yield from _spread(asked, list(groups.values()), min(processes, len(groups)), cache)


def _spread(
    asked: Sequence[Asked], groups: Sequence[Sequence[int]], processes: int, cache: bool
) -> Iterator[tuple[int, Decided]]:
    before = set(multiprocessing.active_children())
    # spawned, not forked: z3 and numpy may have threads, and the answer shall not depend on what was done before
    pool = ProcessPoolExecutor(processes, multiprocessing.get_context("spawn"), initializer=_deaf)
    ended = False
    try:
        # the largest groups first, so that no process is left alone with one at the end
        largest = sorted(groups, key=len, reverse=True)
        tasks = {pool.submit(_group, [asked[place] for place in places], cache): places for places in largest}
        for task in as_completed(tasks):
            yield from zip(tasks[task], task.result(), strict=True)
        ended = True
    except BrokenProcessPool:
        raise SolverError(
            "a process that decides claims ended without an answer, perhaps for want of memory; what was decided "
            "before is kept: run it again, or with --processes 1"
        ) from None
    finally:
        pool.shutdown(wait=ended, cancel_futures=True)
        if not ended:
            ours = set(multiprocessing.active_children()) - before
            for child in ours:
                child.terminate()
            for child in ours:
                child.join(PATIENCE)


def _deaf() -> None:
    """Leave Ctrl-C to the process that was asked; it ends this one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _group(asked: Sequence[Asked], cache: bool) -> list[Decided]:
    return [decide(*one, cache=cache) for one in asked]
