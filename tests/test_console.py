"""Every ending of the command line: its exit code, its words on stderr, and never a traceback for a user's mistake."""

from __future__ import annotations

import io
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import click
import pytest

from deterrence import console
from deterrence.errors import GameError, ModelError

ROOT = Path(__file__).parent.parent


def failing(problem: BaseException) -> Callable[[], int]:
    def main() -> int:
        raise problem

    return main


@pytest.mark.parametrize(
    ("main", "code", "words"),
    [
        (lambda: None, 0, ""),
        (lambda: 3, 3, ""),
        (failing(GameError("payoffs need numbers")), 2, "error: payoffs need numbers\n"),
        (failing(FileNotFoundError(2, "No such file or directory", "x.toml")), 2, "error: x.toml: No such file"),
        (failing(OSError("disk on fire")), 2, "error: disk on fire\n"),
        (failing(KeyboardInterrupt()), 130, "interrupted\n"),
        (failing(BrokenPipeError()), 141, ""),
        (failing(click.UsageError("no such option --sett")), 2, "Error: no such option --sett\n"),
        (failing(click.Abort()), 130, "interrupted\n"),
        (failing(click.exceptions.Exit(1)), 1, ""),
    ],
)
def test_endings(main: Callable[[], int], code: int, words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert console.run(main) == code
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith(words)
    assert bool(captured.err) is bool(words)


def test_a_fault_of_ours_keeps_its_traceback() -> None:
    with pytest.raises(ZeroDivisionError):
        console.run(failing(ZeroDivisionError()))


def test_a_caret_stays_under_its_column_and_nothing_moves_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    problem = ModelError("no\x1b[2J", file="m.toml", formula="a\x07 +  c", column=6, advice="write\u202e b")
    console.run(failing(problem))
    lines = capsys.readouterr().err.splitlines()
    assert lines == [
        "error: no\ufffd[2J",
        "  --> m.toml",
        "   |  a\ufffd +  c",
        "   |        ^",
        "   = write\ufffd b",
    ]


def test_a_letter_the_terminal_lacks_is_no_reason_to_stop() -> None:
    code = "from deterrence.console import run; raise SystemExit(run(lambda: print('\\u2013')))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        check=False,
    )
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, b"\\u2013", b"")


@pytest.mark.parametrize("lines", [1, 100_000])
def test_a_reader_that_leaves_early(lines: int) -> None:
    code = f"from deterrence.console import run; raise SystemExit(run(lambda: print('line\\n' * {lines})))"
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run([sys.executable, "-c", code], stdout=writer, stderr=subprocess.PIPE, cwd=ROOT, check=False)
    os.close(writer)
    assert (done.returncode, done.stderr) == (141, b"")


# -- colour and progress ---------------------------------------------------------------------------------------------


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [0.0]
    monkeypatch.setattr(console, "time", SimpleNamespace(monotonic=lambda: now[0]))
    return now


def test_colour_is_for_terminals_that_want_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert console.coloured(Terminal())
    assert not console.coloured(io.StringIO())
    monkeypatch.setenv("NO_COLOR", "1")
    assert not console.coloured(Terminal())
    monkeypatch.setattr(sys, "stderr", Terminal())
    console.say("no game", "error: ")
    assert sys.stderr.getvalue() == "error: no game\n"  # type: ignore[attr-defined]
    monkeypatch.delenv("NO_COLOR")
    console.say("no game", "error: ")
    assert sys.stderr.getvalue().endswith("\x1b[1;31merror: \x1b[0mno game\n")  # type: ignore[attr-defined]


def test_short_work_passes_in_silence(clock: list[float], capsys: pytest.CaptureFixture[str]) -> None:
    for _ in console.progress(100, "pacts"):
        clock[0] += 0.009
    assert capsys.readouterr().err == ""


def test_long_work_says_so_once_where_no_terminal_watches(
    clock: list[float], capsys: pytest.CaptureFixture[str]
) -> None:
    seen = []
    for number in console.progress(10, "pacts"):
        clock[0] += 0.5
        seen.append(number)
    assert seen == list(range(10))
    assert capsys.readouterr().err == "pacts: 2/10 after 1 s\n"


def test_work_of_unknown_size(clock: list[float], capsys: pytest.CaptureFixture[str]) -> None:
    for _ in console.progress(iter("abc"), "pacts"):
        clock[0] += 1
    assert capsys.readouterr().err == "pacts: 1 after 1 s\n"


def test_a_terminal_sees_one_line_and_then_none(clock: list[float], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    stream = Terminal()
    monkeypatch.setattr(sys, "stderr", stream)
    for _ in console.progress(["a", "b", "c"], "pacts"):
        clock[0] += 1
    assert stream.getvalue() == "\r\x1b[Kpacts 1/3\r\x1b[Kpacts 2/3\r\x1b[K"


def test_an_error_in_the_middle_leaves_a_clean_line(clock: list[float], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    stream = Terminal()
    monkeypatch.setattr(sys, "stderr", stream)
    work = console.progress(5, "pacts")
    next(work)
    clock[0] += 2
    next(work)
    work.close()  # type: ignore[attr-defined]
    assert stream.getvalue().endswith("\r\x1b[K")


def test_in_a_real_terminal() -> None:
    mother, child = pty.openpty()
    code = "import time\nfrom deterrence.console import progress\nfor _ in progress(3, 'pacts'): time.sleep(0.6)"
    done = subprocess.run(
        [sys.executable, "-c", code], stderr=child, cwd=ROOT, env={**os.environ, "TERM": "xterm"}, check=True
    )
    os.close(child)
    assert done.returncode == 0
    assert os.read(mother, 1000).decode().startswith("\r\x1b[Kpacts 2/3")
    os.close(mother)
