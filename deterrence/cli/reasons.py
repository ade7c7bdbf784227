"""``deterrence why``: the binding condition of a verdict, and what would change it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import click

from deterrence.cli import program
from deterrence.cli.options import Output, output_options, set_option


@program.command(short_help="Why a verdict holds, and the nearest change that turns it.")
@click.argument("pact", required=False)
@click.option("--model", metavar="MODEL", default="unilateral-deterrence", show_default=True, help="A model or a file.")
@click.option("--world", metavar="WORLD", help="A declared world (`deterrence list worlds`).")
@click.option("--of", metavar="NAME", multiple=True, help="A term or parameter to move; may be repeated.")
@click.option("--parameters", is_flag=True, help="Move the parameters of the world too.")
@set_option
@output_options
def why(
    pact: str | None,
    model: str,
    world: str | None,
    of: Sequence[str],
    parameters: bool,
    set_: Mapping[str, Any],
    output: Output,
) -> int:
    """Why a pact deters or does not: the binding condition, its slack, and what each term alone would have to become.

    PACT is a shipped pact or a .toml file of your own; no pact unless given. The nearest change is exact wherever the
    model's regions are derived, and "none" is then proved.
    """
    from deterrence.cli.asking import question
    from deterrence.report.solution import not_asked_document
    from deterrence.report.why import why_document
    from deterrence.verdict import not_asked
    from deterrence.why import why as explain

    asked = question(model, pact, world, set_, None)
    files = [name for name in (model, pact) if name]
    reason = not_asked(asked.model, asked.pact)
    if reason:
        output.write(not_asked_document(asked, reason), files)
        return 3
    found = explain(
        asked.model, asked.pact, world=asked.world or None, set=asked.set, of=of or None, parameters=parameters
    )
    output.write(why_document(asked, found), files)
    return 0
