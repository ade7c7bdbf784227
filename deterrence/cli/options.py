"""Options that commands share: values to set, and where and how the answer is written."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from deterrence.report.document import Document

Command = TypeVar("Command", bound=Callable[..., Any])

FORMATS = ("text", "markdown", "latex", "csv", "json")
SUFFIXES = {".md": "markdown", ".tex": "latex", ".csv": "csv", ".json": "json"}
WIDTH = 160  # of text that goes to a file or a pipe, unless COLUMNS says otherwise


@dataclass(frozen=True)
class Several:
    """How many members promise, and how they respond; strengths as they were written."""

    members: int
    rule: str
    effort: str
    against: str


@dataclass(frozen=True)
class Output:
    """Where and how the answer is written.

    Attributes
    ----------
    format
        One of `FORMATS`.
    path
        A file, or None for stdout.
    digits, exact
        The most decimals; whether fractions are written p/q instead.
    """

    format: str
    path: Path | None
    digits: int
    exact: bool

    @property
    def width(self) -> int:
        """Columns for text: the terminal's, or COLUMNS, or 160."""
        if self.path is None:
            return shutil.get_terminal_size((WIDTH, 24)).columns
        columns = os.environ.get("COLUMNS", "")
        return int(columns) if columns.isdecimal() and int(columns) else WIDTH

    def write(self, document: Document, inputs: Sequence[str] = ()) -> None:
        """Write a document; `inputs` are files that were read and must not be written over."""
        from deterrence.report.document import write

        self.put(write(document, self.format, self.digits, self.width, self.exact), inputs)

    def put(self, text: str | bytes, inputs: Sequence[str] = ()) -> None:
        """Write some text, or a picture's bytes."""
        if self.path is None:
            click.echo(text, nl=False)
            return
        for name in inputs:
            if os.path.exists(name) and os.path.exists(self.path) and os.path.samefile(name, self.path):
                raise click.UsageError(f"-o {self.path} would write over the file that was read; choose another name")
        replace(self.path, text)


def replace(path: Path, text: str | bytes) -> None:
    """Write a file whole or not at all: an old one stays as it is until the new one is complete."""
    data = text if isinstance(text, bytes) else text.encode("utf-8")
    path = path.resolve()  # through a link to what it names, so that the link stays
    try:
        old = path.stat()
    except FileNotFoundError:
        old = None
    if old is not None and not stat.S_ISREG(old.st_mode):
        if stat.S_ISDIR(old.st_mode):
            raise click.UsageError(f"-o {path} is a folder; write the name of a file in it")
        path.write_bytes(data)  # a pipe or a device cannot be replaced
        return
    if not path.parent.is_dir():
        raise click.UsageError(f"-o {path}: there is no folder {path.parent}")
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:100]}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        if old is not None:
            mode = stat.S_IMODE(old.st_mode)
        else:
            mask = os.umask(0)
            os.umask(mask)
            mode = 0o666 & ~mask
        os.chmod(name, mode)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise


def output_options(command: Command) -> Command:
    """Adds --format, -o, --digits and --exact; the command gets `output`."""

    def collect(context: click.Context, _: click.Parameter, value: Any) -> Any:
        parameters = context.params
        path = parameters.pop("path_", None)
        target = None if path in (None, "-") else Path(path)
        chosen = value or (SUFFIXES.get(target.suffix.lower(), "text") if target else "text")
        return Output(chosen, target, parameters.pop("digits_", 3), parameters.pop("exact_", False))

    decorators = [
        click.option(
            "-o", "path_", metavar="FILE", is_eager=True,
            help="Write to FILE, whole or not at all; an old one is replaced.",
        ),
        click.option(
            "--digits", "digits_", type=click.IntRange(0, 100), default=3, is_eager=True, show_default=True,
            help="The most decimals of a number.",
        ),
        click.option("--exact", "exact_", is_flag=True, is_eager=True, help="Write fractions as p/q."),
        click.option(
            "--format", "output", type=click.Choice(FORMATS), callback=collect,
            help="How the answer is written; unless given, the suffix of FILE says (.md .tex .csv .json), else text.",
        ),
    ]  # fmt: skip
    for decorate in reversed(decorators):
        command = decorate(command)
    return command


def members_options(command: Command) -> Command:
    """Adds --members, --response, --effort and --against; the command gets `several`, or None."""

    def collect(context: click.Context, _: click.Parameter, members: int | None) -> Any:
        given = {name: context.params.pop(f"{name}_", None) for name in ("response", "effort", "against")}
        if members is None:
            for name, value in given.items():
                if value is not None:
                    raise click.UsageError(f"--{name} goes with --members: say how many promise")
            return None
        if given["response"] is None:
            raise click.UsageError("--members needs --response: all-act, one-enough or sum")
        return Several(members, given["response"], given["effort"] or "1", given["against"] or "1")

    decorators = [
        click.option(
            "--response", "response_", type=click.Choice(["all-act", "one-enough", "sum"]), is_eager=True,
            help="When several promise: every member must act, one is enough, or efforts add up.",
        ),
        click.option("--effort", "effort_", metavar="M", is_eager=True, help="Of sum: what a member that acts brings."),
        click.option(
            "--against", "against_", metavar="M", is_eager=True, help="Of sum: the strength it is measured against."
        ),
        click.option(
            "--members", "several", type=click.IntRange(1, 60), callback=collect,
            help="How many members promise, in a model that says what they share.",
        ),
    ]  # fmt: skip
    for decorate in reversed(decorators):
        command = decorate(command)
    return command


def set_option(command: Command) -> Command:
    """Adds --set; the command gets `set_`, a dict from names to text."""
    return click.option(
        "--set", "set_", metavar="NAME=VALUE", multiple=True, callback=_settings,
        help="Replace a parameter, a term or a definition; may be repeated.",
    )(command)  # fmt: skip


def _settings(_context: click.Context, parameter: click.Parameter, given: Sequence[str]) -> dict[str, Any]:
    """``NAME=VALUE`` as a dict of exact numbers, with advice for what is not one."""
    from deterrence.errors import ModelError
    from deterrence.formula import number

    option = parameter.opts[0]
    result: dict[str, Any] = {}
    for text in given:
        name, equals, value = (part.strip() for part in text.partition("="))
        shown = text[:100]
        if not equals or not name or not value:
            raise click.UsageError(f"{option} '{shown}': write NAME=VALUE without spaces, such as {option} p_D=3/5")
        if name in result:
            raise click.UsageError(f"{option} '{shown}': {name[:100]} is set twice; say it once")
        try:
            result[name] = number(value)
        except ModelError as problem:
            advice = problem.advice or "write a number such as 2, 0.6 or 3/5"
            raise click.UsageError(f"{option} '{shown}': {problem.message}; {advice}") from None
    return result
