"""The commands `thresholds` and `statics`: closed forms and signs over ranges of parameters."""

from __future__ import annotations

from collections.abc import Sequence

import click

from deterrence.cli import program
from deterrence.cli.commands import UNKNOWN, _files, _no_answer
from deterrence.cli.domain import Where, domain_options, over_options, refuse_empty
from deterrence.cli.options import Output, output_options


@program.command(short_help="From which value on, as a function of other names.")
@click.argument("model")
@click.option("--of", "of", metavar="NAME", required=True, help="The unknown: a parameter, a term or a definition.")
@click.option(
    "--verdict", "verdict", default=None,
    type=click.Choice(["deters", "deters in some", "pays nothing", "no free-riding"]),
    help="What is to hold from there on.  [default: what the model is about]",
)  # fmt: skip
@click.option("--up-to", "up_to", is_flag=True, help="Up to which value it holds, from the bottom of the range on.")
@over_options
@domain_options
@output_options
def thresholds(
    model: str,
    of: str,
    verdict: str | None,
    up_to: bool,
    over: list[str] | None,
    where: Where,
    output: Output,
) -> int:
    """The value of a name from which on a verdict holds, as a function of the names that vary, case by case.

    MODEL is a shipped model or a .toml file of your own. Unless --over is given, the names in which the payoffs are
    written vary where the unknown is one of them.
    """
    from deterrence.errors import SolverError
    from deterrence.report.thresholds import thresholds_document
    from deterrence.thresholds import thresholds as find

    asked = where.question(model)
    verdict = verdict or ("pays nothing" if asked.model.form == "provision" else "deters")
    try:
        found = find(
            asked.model,
            of,
            verdict=verdict,
            over=over,
            **where.options(asked),
            up_to=up_to,
        )
    except SolverError as problem:
        return _no_answer(problem)
    refuse_empty(found.regions)
    output.write(thresholds_document(found, model, output.format), _files(model, where.pact))
    return 0 if found.complete else UNKNOWN


@program.command(short_help="The sign of every measure in every parameter.")
@click.argument("model")
@click.option("--measure", "measures", metavar="MEASURE", multiple=True, help="Only this one; may be repeated.")
@click.option(
    "--among", type=click.Choice(["refined", "all"]), default="refined", show_default=True, help="Which equilibria."
)
@over_options
@domain_options
@output_options
def statics(
    model: str,
    measures: Sequence[str],
    among: str,
    over: list[str] | None,
    where: Where,
    output: Output,
) -> int:
    """The sign of every measure in every name that varies: inside each region, and across boundaries as jumps.

    MODEL is a shipped model or a .toml file of your own. Every sign is proved, or refuted by two points, or unknown.
    """
    from deterrence.errors import SolverError
    from deterrence.report.statics import statics_document
    from deterrence.statics import statics as find

    asked = where.question(model)
    try:
        found = find(
            asked.model,
            measures=list(measures) or None,
            among=among,
            over=over,
            **where.options(asked),
        )
    except SolverError as problem:
        return _no_answer(problem)
    refuse_empty(found.regions)
    output.write(statics_document(found, model, output.format), _files(model, where.pact))
    return 0 if found.complete else UNKNOWN
