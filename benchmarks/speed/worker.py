"""A contestant in a process of its own: it is timed there, stopped there, and its memory is its own."""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import resource
import signal
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from multiprocessing.connection import Connection
from typing import Any, NamedTuple

START = 600.0  # seconds to import and to compile
SHORT = 0.01  # a run below this many seconds is repeated at once
MEMORY = 4 << 30  # address space; a solver that wants more is told that there is none


class Outcome(NamedTuple):
    """What came of one game.

    Attributes
    ----------
    status
        "ok", "time-out", "died", or an error in words.
    seconds
        The least time of a run.
    answer
        As the contestant's `read` returns it.
    megabytes
        The most memory the process has had so far.
    """

    status: str
    seconds: float = float("nan")
    answer: Any = None
    megabytes: float = float("nan")


class Worker:
    """Runs one contestant of `module.CONTESTANTS`, game after game."""

    def __init__(self, module: str, name: str) -> None:
        self.module, self.name = module, name
        self.process: Any = None
        self.pipe: Any = None
        self.folder = tempfile.TemporaryDirectory()

    def run(self, game: tuple[Any, ...], cap: float, repeat: int = 1, wanted: bool = True) -> Outcome:
        """Solve one game; `wanted` says whether the answer is sent back. After `cap` seconds a run is stopped."""
        self.send(game, repeat, wanted)
        return self.receive(cap)

    def send(self, game: tuple[Any, ...], repeat: int = 1, wanted: bool = True) -> None:
        """Begin with a game, without waiting."""
        if self.process is None:
            self.launch()
            self.await_ready()
        self.pipe.send((game, repeat, wanted))

    def receive(self, cap: float) -> Outcome:
        """Wait for the outcome."""
        try:
            if self.pipe.poll(cap):
                outcome: Outcome = self.pipe.recv()
                return outcome
        except (EOFError, ConnectionError):
            self.stop()
            return Outcome("died")
        self.stop()
        return Outcome("time-out")

    def stop(self) -> None:
        """End the process and what it started."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.join()
            self.pipe.close()
            self.process = None

    def launch(self) -> None:
        """Start the process, without waiting."""
        context = multiprocessing.get_context("spawn")
        self.pipe, other = context.Pipe()
        self.process = context.Process(
            target=_serve, args=(other, self.module, self.name, self.folder.name), daemon=True
        )
        self.process.start()
        other.close()

    def await_ready(self) -> None:
        """Wait until it has warmed up, or raise a `RuntimeError`."""
        try:
            said = self.pipe.recv() if self.pipe.poll(START) else f"not ready after {START:.0f} s"
        except EOFError:
            said = "died at the start"
        if said != "ready":
            self.stop()
            raise RuntimeError(f"{self.name}: {said}")


def start(module: str, names: Sequence[str], say: Callable[[str], None], needed: Sequence[str]) -> dict[str, Worker]:
    """Workers that have warmed up. A peer that cannot is left out, with a line; those needed raise a `RuntimeError`."""
    workers = {name: Worker(module, name) for name in names}
    for worker in workers.values():
        worker.launch()
    try:
        for name, worker in [*workers.items()]:
            try:
                worker.await_ready()
            except RuntimeError as error:
                if name in needed:
                    raise
                say(f"skipped: {error}")
                del workers[name]
    except BaseException:
        stop(workers)
        raise
    return workers


def stop(workers: Mapping[str, Worker]) -> None:
    """End all of them."""
    for worker in workers.values():
        worker.stop()


def _serve(pipe: Connection, module: str, name: str, folder: str) -> None:
    os.setsid()  # so that a program started from here ends with it
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)  # solvers in C++ print
    os.dup2(nothing, 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    tempfile.tempdir = folder
    warnings.simplefilter("ignore")
    try:
        contestant = import_module(module).CONTESTANTS[name]
        for game in contestant.warm * 2:
            contestant.read(contestant.ask(*game)(), *game)
    except Exception as error:
        pipe.send(f"{type(error).__name__}: {error}")
        return
    gc.collect()
    gc.freeze()
    pipe.send("ready")
    while True:
        try:
            game, repeat, wanted = pipe.recv()
        except EOFError:
            return
        try:
            seconds, result = _time(contestant.ask, game, repeat)
            answer = contestant.read(result, *game) if wanted else None
            pipe.send(Outcome("ok", seconds, answer, _peak()))
        except Exception as error:
            pipe.send(Outcome(f"{type(error).__name__}: {error}"[:200].strip(), megabytes=_peak()))


def _time(ask: Callable[..., Callable[[], Any]], game: tuple[Any, ...], repeat: int) -> tuple[float, Any]:
    """The least time of some runs, one if it is long, and what the last returned; without the collector."""
    least = float("inf")
    gc.collect()
    gc.disable()
    try:
        for _ in range(repeat):
            call = ask(*game)
            start = time.perf_counter()
            result = call()
            seconds = time.perf_counter() - start
            least = min(least, seconds)
            if seconds > SHORT:
                break
    finally:
        gc.enable()
    return least, result


def _peak() -> float:
    """Megabytes at the highest. Linux tells them apart from those of the process that started this one."""
    try:
        with open("/proc/self/status") as lines:
            return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024
    except (OSError, StopIteration):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1024)
