"""The commands: each parses its words, calls one function and prints what it returns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import click

from deterrence.cli import program
from deterrence.cli.options import Output, Several, members_options, output_options, set_option

# the keys of deterrence.solvers.CONCEPTS, written out so that --help need not load the solvers
CONCEPTS = (
    "nash",
    "subgame-perfect",
    "weak-perfect-bayesian",
    "perfect-bayesian",
    "sequential",
    "public-perfect",
    "strongly-symmetric",
    "monotone",
    "war-stable",
)
FALSE, UNKNOWN = 1, 3  # exit codes; 2 is for usage and bad files

_pact = click.option("--pact", "pact", metavar="PACT", help="A shipped pact, or a file; no pact unless given.")
_world = click.option("--world", "world", metavar="WORLD", help="A declared world (`deterrence list worlds`).")
_year = click.option("--year", "year", type=int, help="The year of the GDPs in a game of burden sharing.")


@program.command("list")
@click.argument("kind", required=False, type=click.Choice(["models", "pacts", "terms", "worlds", "contested"]))
@output_options
def list_(kind: str | None, output: Output) -> None:
    """What ships: models, pacts, terms, worlds, contested points.

    KIND is one of them; without it, all but the last are listed.
    """
    from deterrence.report.listing import listing_document

    output.write(listing_document(kind))


@program.command(short_help="A model, pact, term or world in full, with its sources.")
@click.argument("name")
@output_options
def show(name: str, output: Output) -> None:
    """A model as readable mathematics, a pact as facts and codings, a term or a world; with sources.

    NAME is the name of anything `deterrence list` shows, or a .toml file of your own.
    """
    from deterrence.cli.asking import shown

    output.write(shown(name), _files(name))


@program.command(short_help="Whether a file of your own loads and its claims are true.")
@click.argument("file", metavar="FILE")
@click.option("--points", type=click.IntRange(1, 10_000), default=20, show_default=True, help="Random points a claim.")
@click.option("--seed", type=int, help="Of the random points.")
@output_options
def check(file: str, points: int, seed: int | None, output: Output) -> int:
    """Whether a model or pact file of your own loads, and whether its claims are true.

    FILE is a .toml file, or the name of a shipped model or pact. Exit code 1: a claim is false; 2: the file is bad;
    3: no claim is false, but some could not be decided.
    """
    from deterrence.cli.asking import checked

    document, code = checked(file, points, seed)
    output.write(document, _files(file))
    return code


@program.command(short_help="Every equilibrium of a model.")
@click.argument("model")
@_pact
@_world
@set_option
@members_options
@click.option(
    "--concept",
    type=click.Choice(CONCEPTS),
    help="Unless given, the one that fits the game.",
)
@_year
@output_options
def solve(
    model: str,
    pact: str | None,
    world: str | None,
    set_: Mapping[str, Any],
    several: Several | None,
    concept: str | None,
    year: int | None,
    output: Output,
) -> int:
    """Every equilibrium of a model: who does what, what is believed, and what follows.

    MODEL is a shipped model, a .toml file of your own, or a game in a file of Gambit's (.efg, .nfg).
    """
    from deterrence.cli.asking import question, solved
    from deterrence.cli.gamefile import is_game_file, solved_game
    from deterrence.errors import SolverError
    from deterrence.report.solution import not_asked_document, solution_document
    from deterrence.verdict import not_asked

    if is_game_file(model):
        options = ("--pact", "--world", "--set", "--year", "--members")
        for given, option in zip((pact, world, set_, year, several), options, strict=True):
            if given:
                raise click.UsageError(f"{option} goes with a model; {model} is a game")
        try:
            document, complete = solved_game(model, concept)
        except SolverError as problem:
            return _no_answer(problem)
        output.write(document, _files(model))
        return 0 if complete else UNKNOWN
    asked = question(model, pact, world, set_, year, several)
    reason = not_asked(asked.model, asked.pact)
    if reason:
        output.write(not_asked_document(asked, reason), _files(model, pact))
        return UNKNOWN
    if year is not None and asked.model.provision is None:
        raise click.UsageError(f"--year goes with models that use GDPs; {model} uses none")
    try:
        values, reading = solved(asked, concept)
    except SolverError as problem:
        if concept is not None:  # asked for by name: a matter of usage
            raise click.UsageError(str(problem)) from None
        return _no_answer(problem)
    output.write(solution_document(asked, values, reading), _files(model, pact))
    return 0 if reading.equilibria.complete else UNKNOWN


@program.command(short_help="Pacts side by side in the same world.")
@click.argument("pacts", nargs=-1, metavar="[PACT]...")
@click.option(
    "--model", "model", default="unilateral-deterrence", show_default=True, help="A shipped model, or a file."
)
@click.option(
    "--world", "world", metavar="WORLD", default="baseline", show_default=True, help="The world that is read."
)
@set_option
@members_options
@_year
@click.option("--order", is_flag=True, help="The partial order of the pacts instead of the table.")
@click.option("--headlines", "page", is_flag=True, help="Only the page of headlines: every family of models.")
@output_options
def compare(
    pacts: Sequence[str],
    model: str,
    world: str,
    set_: Mapping[str, Any],
    several: Several | None,
    year: int | None,
    order: bool,
    page: bool,
    output: Output,
) -> None:
    """Pacts side by side in the same world: when does each deter, and when does free-riding pay?

    PACT is a shipped pact or a .toml file of your own; all shipped pacts unless given. Without --model the headline
    measures of every family of models follow.
    """
    from deterrence.cli.asking import compared, headlined
    from deterrence.compare import DETERRENCE
    from deterrence.recall import recalling
    from deterrence.report.comparison import comparison_document
    from deterrence.report.ordering import order_document

    if page and order:
        raise click.UsageError("--order and --headlines are two pages; ask for one of them")
    if page and several:
        raise click.UsageError("--members goes with one model; the headlines are of many")
    if page and model != DETERRENCE:
        raise click.UsageError("--headlines has a column for every family of models; leave out --model")
    if page:
        return output.write(headlined(pacts, world, set_, year, output.format), _files(*pacts))
    with recalling():  # the headlines ask again what the table has asked
        comparison = compared(pacts, model, world, set_, year, several)
        if order:
            return output.write(order_document(comparison), _files(model, *pacts))
        beside = None
        if model == DETERRENCE and not several and output.format != "csv":
            beside = headlined(pacts, world, set_, year, output.format)
    output.write(comparison_document(comparison, output.format, beside), _files(model, *pacts))


@program.command(short_help="The number from which on a pact deters.")
@click.argument("model")
@_pact
@click.option("--of", "of", metavar="NAME", help="The unknown: a parameter or a term.  [default: p_D, or phi]")
@click.option(
    "--verdict", "verdict", default=None,
    type=click.Choice(["deters", "deters in some", "pays nothing", "no free-riding"]),
    help="What is to hold from there on.  [default: what the model is about]",
)  # fmt: skip
@_world
@set_option
@members_options
@_year
@output_options
def threshold(
    model: str,
    pact: str | None,
    of: str | None,
    verdict: str | None,
    world: str | None,
    set_: Mapping[str, Any],
    several: Several | None,
    year: int | None,
    output: Output,
) -> int:
    """The number from which on a pact deters, or from which on an ally pays nothing.

    MODEL is a shipped model or a .toml file of your own. The answer is the infimum up to the top of the range, exact
    wherever the conditions are linear or quadratic in the unknown.
    """
    from deterrence.cli.asking import question
    from deterrence.errors import SolverError
    from deterrence.report.solution import not_asked_document, threshold_document
    from deterrence.threshold import threshold as find
    from deterrence.verdict import not_asked

    asked = question(model, pact, world, set_, year, several)
    provision = asked.model.form == "provision"
    of = of or ("phi" if provision else "p_D")
    verdict = verdict or ("pays nothing" if provision else "deters")
    if of in (asked.set or {}):
        raise click.UsageError(f"{of} is the unknown; leave it out of --set")
    reason = not_asked(asked.model, asked.pact)
    if reason:
        output.write(not_asked_document(asked, reason), _files(model, pact))
        return UNKNOWN
    try:
        found = find(
            asked.model, asked.pact, of=of, verdict=verdict, world=asked.world or None, set=asked.set, year=year
        )
    except SolverError as problem:
        return _no_answer(problem)
    output.write(threshold_document(asked, found), _files(model, pact))
    return 0  # "at no value" is an answer too


@program.command(short_help="Each number of the literature beside ours.")
@click.argument("ids", nargs=-1, metavar="[ID]...")
@output_options
def replicate(ids: Sequence[str], output: Output) -> int:
    """Each number of the literature, and of our derivations, beside ours from the general solvers.

    ID is a result such as T2, or a .toml file of your own; all that ship unless given. Exit code 1: a number does not
    agree.
    """
    from deterrence.cli.asking import replicated
    from deterrence.report.replication import replication_document

    rows = replicated(ids)
    output.write(replication_document(rows), _files(*ids))
    return 0 if all(row.agrees for row in rows) else FALSE


@program.command(short_help="Crises played many times from an equilibrium.")
@click.argument("model")
@click.option("--times", type=click.IntRange(1, 10_000_000), default=1000, show_default=True, help="How many crises.")
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help="The same seed, the same crises.")
@click.option(
    "--over", metavar="SET", default="refined", show_default=True,
    help="Where the equilibrium is chosen from: refined (D1), all, or a region.",
)  # fmt: skip
@click.option("--crises", is_flag=True, help="Every crisis, one a row, instead of the shares.")
@_pact
@_world
@set_option
@members_options
@output_options
def simulate(
    model: str,
    times: int,
    seed: int,
    over: str,
    crises: bool,
    pact: str | None,
    world: str | None,
    set_: Mapping[str, Any],
    several: Several | None,
    output: Output,
) -> int:
    """Crises played many times from an equilibrium: what is expected beside what was drawn.

    MODEL is a shipped model or a .toml file of your own. In games of cutoffs and of provision SET may be an equilibrium
    by its number, in a network a design.
    """
    from deterrence.cli.asking import simulated
    from deterrence.errors import SolverError

    try:
        document = simulated(model, times, seed, over, crises, pact, world, set_, several)
    except SolverError as problem:
        return _no_answer(problem)
    output.write(document, _files(model, pact))
    return 0


@program.command(short_help="Reliability as it is, and where it can be seen.")
@click.option("--alpha", type=click.IntRange(1, 1000), default=6, show_default=True, help="Of the Beta distribution.")
@click.option("--beta", type=click.IntRange(1, 1000), default=2, show_default=True, help="Of the Beta distribution.")
@click.option("--below", metavar="R", default="3/5", show_default=True, help="Pacts less reliable are attacked.")
@click.option("--times", type=click.IntRange(1, 1_000_000), default=10_000, show_default=True, help="How many pacts.")
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help="The same seed, the same pacts.")
@output_options
def selection(alpha: int, beta: int, below: str, times: int, seed: int, output: Output) -> None:
    """Reliability as it is, and where it can be seen: pacts that deter are missing from the record.

    Reliability is drawn from a Beta distribution, and a pact is attacked if and only if it is less reliable than R.
    """
    from deterrence.report.simulation import reliability_document
    from deterrence.simulate import simulate_reliability

    played = simulate_reliability(alpha, beta, below, times, seed=seed)
    assumed = f"Reliability is drawn from Beta({alpha}, {beta}); a pact less reliable than {below} is attacked."
    output.write(reliability_document(played, assumed))


def _no_answer(problem: Exception) -> int:
    from deterrence.console import say

    say(str(problem), "unknown: ")
    return UNKNOWN


def _files(*names: str | None) -> list[str]:
    """The names that may be files, which `-o` must not write over."""
    return [name for name in names if name]
