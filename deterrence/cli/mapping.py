"""The command `regions`: a page of closed forms, or a picture."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from deterrence.cli import program
from deterrence.cli.commands import UNKNOWN, _files, _no_answer
from deterrence.cli.domain import Where, domain_options, over_options, refuse_empty
from deterrence.cli.options import Output, output_options

PICTURES = (".pdf", ".png", ".svg")
OTHERS = (".bmp", ".eps", ".gif", ".jpeg", ".jpg", ".ps", ".tif", ".tiff", ".webp")  # not a page's either


@program.command(short_help="Every region of a model with its closed forms, or a map.")
@click.argument("model")
@over_options
@domain_options
@click.option(
    "--mark", "marks", metavar="PACT", multiple=True, help="Mark a pact on the map; `all` marks all that ship."
)
@output_options
def regions(
    model: str,
    over: list[str] | None,
    where: Where,
    marks: Sequence[str],
    output: Output,
) -> int:
    """Every region of a model: where each kind of equilibrium occurs, and what happens there, in closed form.

    MODEL is a shipped model or a .toml file of your own. What varies are the names after --over; unless any is given,
    those in which the payoffs are written. With -o map.pdf (or .png, .svg) two names vary and a map of them is drawn:

    deterrence regions unilateral-deterrence --over p_C p_D -o map.pdf
    """
    from deterrence.cli.asking import pact_named
    from deterrence.errors import SolverError
    from deterrence.regions import regions as derive
    from deterrence.report.regions import regions_document

    names = over or []
    picture = output.path is not None and output.path.suffix.lower() in PICTURES
    if output.path is not None and output.path.suffix.lower() in OTHERS:
        raise click.UsageError(f"-o {output.path}: maps are drawn as {', '.join(PICTURES)}; choose one of them")
    if picture and len(names) != 2:
        raise click.UsageError(f"-o {output.path}: a map is over two names; write --over X Y")
    if marks and not picture:
        raise click.UsageError("--mark goes with a map: add -o map.pdf")
    asked = where.question(model)
    try:
        found = derive(asked.model, names or None, **where.options(asked))
        refuse_empty(found)
        if picture:
            drawn = found.plot(*names, pacts=_marked(marks, pact_named))
            output.put(
                drawn.bytes(Path(str(output.path)).suffix.lower().removeprefix(".")), _files(model, where.pact, *marks)
            )
        else:
            output.write(regions_document(found, model, output.format), _files(model, where.pact))
    except SolverError as problem:
        return _no_answer(problem)
    return 0 if found.complete else UNKNOWN


def _marked(names: Sequence[str], named: Any) -> list[Any]:
    from deterrence.pact import pacts

    every = [pact for pact in pacts().values() if pact.kind == "defence"]
    return [pact for name in names for pact in (every if name == "all" else [named(name)])]
