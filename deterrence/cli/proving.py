"""``deterrence prove``: a proposition about a model, proved over ranges or refuted at an exact point."""

from __future__ import annotations

import click

from deterrence.cli import program
from deterrence.cli.domain import Where, domain_options, over_options
from deterrence.cli.options import Output, output_options

CODES = {"proved": 0, "refuted": 1, "conditional": 1, "unknown": 3}


@program.command(short_help="Whether a proposition is true of all parameters.")
@click.argument("model")
@click.argument("proposition")
@over_options
@domain_options
@click.option("--points", type=click.IntRange(0, 100_000), default=1000, show_default=True, help="Random exact points.")
@output_options
def prove(
    model: str,
    proposition: str,
    over: list[str] | None,
    where: Where,
    points: int,
    output: Output,
) -> int:
    """Whether a proposition is true of all parameters of a model: proved, refuted, conditional or unknown.

    MODEL is a shipped model or a .toml file of your own; PROPOSITION is in the grammar of docs/propositions.md. Exit
    code 0: proved; 1: refuted, or true in a part of the domain only; 3: unknown.
    """
    from deterrence.prove import prove as decide
    from deterrence.report.proof import proof_document

    asked = where.question(model)
    found = decide(
        asked.model,
        proposition,
        over=over,
        **where.options(asked),
        points=points,
    )
    output.write(proof_document(found, model, output.format), [name for name in (model, where.pact) if name])
    return CODES[found.status]
