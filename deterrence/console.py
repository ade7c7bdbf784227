"""What the command line needs around its work: an exit code for every ending, and progress where someone waits."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sized
from io import TextIOWrapper
from typing import TextIO, TypeVar, overload

from deterrence.errors import DeterrenceError

Item = TypeVar("Item")

BAD_INPUT = 2  # usage, or a file that cannot be read as it stands
INTERRUPTED = 130  # what a shell reports after Ctrl-C
READER_GONE = 141  # what a shell reports of a program that wrote to a closed pipe

_PATIENCE = 1.0  # seconds before progress says anything
_PAUSE = 0.1  # seconds between two updates of a terminal


def run(main: Callable[[], int | None]) -> int:
    """Call `main` and turn however it ends into an exit code, with advice on stderr and never a traceback.

    A closed pipe (``| head``) ends quietly. Errors of this package, of files and of click's command line are messages;
    anything else is a fault of ours and keeps its traceback.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a letter the terminal lacks is no reason to stop
    try:
        code = _call(main)
        if sys.stdout is not None:
            sys.stdout.flush()  # here, where a closed pipe can still be caught
        return code
    except BrokenPipeError:
        _silence(sys.stdout)
        return READER_GONE


def _call(main: Callable[[], int | None]) -> int:
    try:
        return main() or 0
    except BrokenPipeError:
        raise
    except KeyboardInterrupt:
        say("interrupted")
        return INTERRUPTED
    except DeterrenceError as problem:
        say(str(problem), "error: ")
        return BAD_INPUT
    except OSError as problem:
        place = f"{problem.filename}: " if problem.filename is not None else ""
        say(f"{place}{problem.strerror or problem}", "error: ")
        return BAD_INPUT
    except Exception as problem:
        code = _click_ending(problem)
        if code is None:
            raise
        return code


def _click_ending(problem: Exception) -> int | None:
    """The exit code of a command of click run with ``standalone_mode=False``; None for an exception not of click."""
    import click

    match problem:
        case click.exceptions.Exit():
            return problem.exit_code
        case click.Abort():
            say("interrupted")
            return INTERRUPTED
        case click.ClickException():
            problem.show(sys.stderr)
            return BAD_INPUT
    return None


def _silence(stream: TextIO | None) -> None:
    """Point a stream whose reader has gone at nothing, so that Python's last flush of it does not complain."""
    try:
        if stream is not None:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    except (OSError, ValueError):
        pass  # a stream without a file, as in a notebook or a test


def say(message: str, prefix: str = "") -> None:
    """A message on stderr: its prefix in colour where that is wanted, its words free of control characters."""
    stream = sys.stderr
    if stream is None:
        return
    if prefix and coloured(stream):
        prefix = f"\x1b[1;31m{prefix}\x1b[0m"
    # letter for letter, so that a caret still stands under its column
    safe = "".join(letter if letter.isprintable() or letter == "\n" else "\ufffd" for letter in message)
    try:
        stream.write(f"{prefix}{safe}\n")
        stream.flush()
    except (BrokenPipeError, ValueError):
        _silence(stream)


def coloured(stream: TextIO) -> bool:
    """Whether to write colour: to a terminal that has it, unless NO_COLOR asks for none (https://no-color.org)."""
    return _terminal(stream) and not os.environ.get("NO_COLOR")


def _terminal(stream: TextIO | None) -> bool:
    try:
        return stream is not None and stream.isatty() and os.environ.get("TERM") != "dumb"
    except ValueError:  # a closed stream
        return False


@overload
def progress(work: int, label: str) -> Iterator[int]: ...
@overload
def progress(work: Iterable[Item], label: str) -> Iterator[Item]: ...
def progress(work: int | Iterable[object], label: str) -> Iterator[object]:
    """Go through `work` (a number n stands for 0, ..., n - 1), saying on stderr how far it is.

    Work of less than a second passes in silence. A terminal sees one line that is updated and then removed; anything
    else gets one line, once.

    Examples
    --------
    >>> [2 * n for n in progress(3, "doubling")]
    [0, 2, 4]
    """
    items: Iterable[object] = range(work) if isinstance(work, int) else work
    total = f"/{len(items)}" if isinstance(items, Sized) else ""
    stream = sys.stderr
    live = _terminal(stream)
    start = shown = time.monotonic()
    spoke = False
    try:
        for done, item in enumerate(items):
            now = time.monotonic()
            if live and now - start >= _PATIENCE and now - shown >= _PAUSE:
                stream.write(f"\r\x1b[K{label} {done}{total}")
                stream.flush()
                spoke, shown = True, now
            elif not live and not spoke and now - start >= _PATIENCE:
                say(f"{label}: {done}{total} after {now - start:.0f} s")
                spoke = True
            yield item
    finally:
        if live and spoke:
            stream.write("\r\x1b[K")
            stream.flush()
