"""The options of commands that speak of ranges of parameters: what varies, what is fixed, and where."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from deterrence.cli.options import _settings

if TYPE_CHECKING:
    from deterrence.regions.result import Regions
    from deterrence.report.solution import Question


def over_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds --over, after which several names may stand; the command gets them as `over`: None where there are none."""

    @wraps(command)
    def gathered(*arguments: Any, over: Sequence[str], further: Sequence[str], **more: Any) -> Any:
        if further and not over:
            raise click.UsageError(f"'{further[0][:100]}': names that vary come after --over")
        return command(*arguments, over=names_varying((*over, *further)), **more)

    option = click.option("--over", "over", metavar="NAME", multiple=True, help="A name that varies; more may follow.")
    decorated: Callable[..., Any] = click.argument("further", nargs=-1, metavar="[NAME]...")(option(gathered))
    return decorated


@dataclass(frozen=True)
class Where:
    """What a command is asked over: values and ranges of names, conditions, a pact and a world, as written."""

    at: Mapping[str, Any]
    within: Mapping[str, tuple[Any, Any]]
    conditions: Sequence[str]
    pact: str | None
    world: str | None

    def question(self, model: str) -> Question:
        """The model, the pact and the world, looked up."""
        from deterrence.cli.asking import question

        return question(model, self.pact, self.world, self.at, None)

    def options(self, asked: Question) -> dict[str, Any]:
        """The same as `regions`, `prove`, `thresholds` and `statics` take it."""
        pact, world = asked.pact, asked.world or None
        return {"at": self.at, "within": self.within, "where": self.conditions, "pact": pact, "world": world}


def domain_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds --at (or --set), --within, --where, --pact and --world; the command gets them together, as `where`."""

    @wraps(command)
    def gathered(*arguments: Any, at: Any, within: Any, where: Any, pact: Any, world: Any, **more: Any) -> Any:
        return command(*arguments, where=Where(at, within, where, pact, world), **more)

    decorators = [
        click.option(
            "--at", "--set", "at", metavar="NAME=VALUE", multiple=True, callback=_settings,
            help="Fix a parameter, a term or a definition; may be repeated.",
        ),
        click.option(
            "--within", "within", metavar="NAME=LO..HI", multiple=True, callback=_ranges,
            help="Let a name vary over this range only; may be repeated.",
        ),
        click.option(
            "--where", "where", metavar="CONDITION", multiple=True,
            help="Only where this holds, such as 'p_D < c_t'; may be repeated.",
        ),
        click.option("--pact", "pact", metavar="PACT", help="A shipped pact, or a file; no pact unless given."),
        click.option("--world", "world", metavar="WORLD", help="A declared world (`deterrence list worlds`)."),
    ]  # fmt: skip
    decorated: Callable[..., Any] = gathered
    for decorate in reversed(decorators):
        decorated = decorate(decorated)
    return decorated


def names_varying(given: Sequence[str]) -> list[str] | None:
    """The names after --over, each once, commas between them or not; None where there are none."""
    return list(dict.fromkeys(part for text in given for part in text.split(",") if part)) or None


def refuse_empty(found: Regions) -> None:
    """An error for what is asked of no point at all."""
    from deterrence.errors import ModelError
    from deterrence.regions import EMPTY

    if found.status == EMPTY:
        spans = found.domain.ranges.items()
        ranges = [f"{name} from {low} to {high}" for name, (low, high) in spans if low is not None]
        asked = [*ranges, *map(str, found.domain.assumptions)]
        raise ModelError(EMPTY, key="where", advice=f"let go of one of: {', '.join(asked)}")


def _ranges(_context: click.Context, _parameter: click.Parameter, given: Sequence[str]) -> dict[str, tuple[Any, Any]]:
    """``NAME=LO..HI`` as a dict of pairs of exact numbers."""
    from deterrence.errors import ModelError
    from deterrence.formula import number

    result: dict[str, tuple[Any, Any]] = {}
    for text in given:
        name, equals, span = (part.strip() for part in text.partition("="))
        low, dots, high = span.partition("..")
        shown = text[:100]
        if not (equals and dots and name and low.strip() and high.strip()):
            raise click.UsageError(f"--within '{shown}': write NAME=LO..HI, such as --within p_D=1/2..1")
        if name in result:
            raise click.UsageError(f"--within '{shown}': {name[:100]} is given twice; say it once")
        try:
            result[name] = (number(low.strip()), number(high.strip()))
        except ModelError as problem:
            advice = problem.advice or "write numbers such as 2, 0.6 or 3/5"
            raise click.UsageError(f"--within '{shown}': {problem.message}; {advice}") from None
    return result
