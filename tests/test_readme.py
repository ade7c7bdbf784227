"""What README and the docs show is what happens: every block of code is run, every output compared.

- ``python``: run; a ``text`` block right after it is what it prints.
- ``pycon``: run as a doctest, in the names of the blocks before it.
- ``toml`` whose first line is ``# NAME.toml``: a file, there for the blocks after it.
- ``console``: commands after ``$``; the lines after each are a contiguous part of what it prints.
- ``text NAME``: the message that tests/golden/errors/NAME.expected holds, where a test produces it.
"""

from __future__ import annotations

import contextlib
import doctest
import io
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import deterrence as dt

ROOT = Path(__file__).parent.parent
GOLDEN = Path(__file__).parent / "golden" / "errors"
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
FENCE = re.compile(r"^```(?P<info>[^\n`]+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
WIDTH = "100"


@dataclass(frozen=True)
class Block:
    kind: str
    argument: str
    text: str
    line: int
    after: str  # what stands between the previous block and this one


def blocks(page: Path) -> Iterator[Block]:
    source, end = page.read_text("utf-8"), 0
    for match in FENCE.finditer(source):
        kind, _, argument = match["info"].partition(" ")
        line = source.count("\n", 0, match.start()) + 2
        yield Block(kind, argument, match["text"], line, source[end : match.start()])
        end = match.end()


class Session:
    """Runs the blocks of one page, in a folder and in names of its own."""

    def __init__(self, page: Path) -> None:
        self.page = page
        self.names: dict[str, object] = {"__name__": "__main__"}
        self.printed: str | None = None
        self.code = 0

    def run(self, block: Block) -> None:
        printed, self.printed = self.printed, None
        match block.kind:
            case "python":
                with contextlib.redirect_stdout(io.StringIO()) as out:
                    exec(compile("\n" * (block.line - 1) + block.text, str(self.page), "exec"), self.names)
                self.printed = out.getvalue()
            case "text" if block.argument:
                assert block.text == (GOLDEN / f"{block.argument}.expected").read_text("utf-8").rstrip("\n") + "\n"
            case "text" if printed is not None and not block.after.strip():
                assert block.text == printed
            case "pycon":
                test = doctest.DocTestParser().get_doctest(
                    block.text, self.names, self.page.name, str(self.page), block.line - 1
                )
                runner, out = doctest.DocTestRunner(), io.StringIO()
                runner.run(test, out=out.write, clear_globs=False)
                self.names.update(test.globs)
                assert not runner.failures, out.getvalue()
            case "toml":
                name = re.match(r"# (\S+\.toml)\n", block.text)
                if name:
                    Path(name[1]).write_text(block.text, "utf-8")
            case "console":
                self._console(block.text)
            case _:
                assert block.kind in {"sh", "text", "bibtex"}, f"what is a block of {block.kind}?"

    def _console(self, text: str) -> None:
        parts = re.split(r"^\$ (.*)\n", text, flags=re.MULTILINE)
        assert not parts[0].strip(), "output before the first command"
        for command, shown in zip(parts[1::2], parts[2::2], strict=True):
            wanted = [line.rstrip() for line in shown.rstrip("\n").split("\n")] if shown.strip() else []
            found = [line.rstrip() for line in self._answer(command).split("\n")]
            assert wanted or self.code == 0, f"$ {command}\nfails:\n" + "\n".join(found)
            size = len(wanted)
            assert any(found[at : at + size] == wanted for at in range(len(found) - size + 1)), (
                f"$ {command}\ndoes not print\n{shown}\nbut\n" + "\n".join(found)
            )

    def _answer(self, command: str) -> str:
        words = shlex.split(command)
        if words == ["echo", "$?"]:
            return str(self.code)
        assert words[0] == "deterrence", f"cannot run {command}"
        done = subprocess.run(
            [sys.executable, "-m", "deterrence", *words[1:]],
            capture_output=True, text=True, check=False, timeout=300,
            env={**os.environ, "COLUMNS": WIDTH, "NO_COLOR": "1"},
        )  # fmt: skip
        self.code = done.returncode
        return done.stdout + done.stderr


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_block_of_a_page_does_what_it_shows(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    session = Session(page)
    for block in blocks(page):
        try:
            session.run(block)
        except Exception as problem:
            raise AssertionError(f"{page.name}, line {block.line}: {problem}") from problem


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_to_a_file_leads_somewhere(page: Path) -> None:
    source = re.sub(FENCE, "", page.read_text("utf-8"))
    for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", source):
        if "://" not in target:
            assert (page.parent / target).exists(), f"{page.name} points to {target}"


def test_the_citation_names_the_version() -> None:
    for page in (ROOT / "README.md", ROOT / "CITATION.cff"):
        assert re.search(rf"(?i)version:? {re.escape(dt.__version__)}\b", page.read_text("utf-8"))


def test_a_wrong_output_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    session = Session(tmp_path / "page.md")
    session.run(Block("python", "", "x = 1\nprint(x)\n", 1, ""))
    session.run(Block("text", "", "1\n", 1, "\n"))
    session.run(Block("python", "", "print(x)\n", 1, ""))
    for wrong in (
        Block("text", "", "2\n", 1, "\n"),
        Block("pycon", "", ">>> x\n2\n", 1, ""),
        Block("console", "", "$ deterrence --version\nnothing of the kind\n", 1, ""),
        Block("text", "circle", "another message\n", 1, ""),
        Block("ruby", "", "", 1, ""),
    ):
        with pytest.raises(AssertionError):
            session.run(wrong)
    refused = "$ deterrence no-such-command\nTry 'deterrence --help' for help.\n$ echo $?\n2\n"
    session.run(Block("console", "", refused, 1, ""))
