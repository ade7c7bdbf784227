"""``deterrence prove``: a proposition about a model, proved over ranges or refuted at an exact point."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import click

from deterrence.cli import program
from deterrence.cli.options import Output, output_options, set_option

CODES = {"proved": 0, "refuted": 1, "conditional": 1, "unknown": 3}


@program.command(short_help="Whether a proposition is true of all parameters.")
@click.argument("model")
@click.argument("proposition")
@click.option("--where", metavar="CONDITION", multiple=True, help="Where it is claimed; may be repeated.")
@click.option("--over", metavar="NAME", multiple=True, help="A name that varies; may be repeated.")
@click.option("--within", metavar="NAME=LOW..HIGH", multiple=True, help="A narrower range; may be repeated.")
@set_option
@click.option("--pact", metavar="PACT", help="A shipped pact, or a file; no pact unless given.")
@click.option("--world", metavar="WORLD", help="A declared world (`deterrence list worlds`).")
@click.option("--points", type=click.IntRange(0, 100_000), default=1000, show_default=True, help="Random exact points.")
@output_options
def prove(
    model: str,
    proposition: str,
    where: Sequence[str],
    over: Sequence[str],
    within: Sequence[str],
    set_: Mapping[str, Any],
    pact: str | None,
    world: str | None,
    points: int,
    output: Output,
) -> int:
    """Whether a proposition is true of all parameters of a model: proved, refuted, conditional or unknown.

    MODEL is a shipped model or a .toml file of your own; PROPOSITION is in the grammar of docs/propositions.md. Exit
    code 0: proved; 1: refuted, or true in a part of the domain only; 3: unknown.
    """
    from deterrence.cli.asking import question
    from deterrence.prove import prove as decide
    from deterrence.report.proof import proof_document

    asked = question(model, pact, world, set_, None)
    found = decide(
        asked.model,
        proposition,
        where,
        over=over or None,
        at=set_,
        within=dict(map(_span, within)),
        pact=asked.pact,
        world=asked.world or None,
        points=points,
    )
    output.write(proof_document(found, model), [name for name in (model, pact) if name])
    return CODES[found.status]


def _span(text: str) -> tuple[str, tuple[str, str]]:
    name, equals, span = (part.strip() for part in text.partition("="))
    low, dots, high = (part.strip() for part in span.partition(".."))
    if not (name and equals and low and dots and high):
        raise click.UsageError(f"--within '{text[:100]}': write NAME=LOW..HIGH, such as --within p_D=1/4..3/4")
    return name, (low, high)
