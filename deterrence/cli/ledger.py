"""The command `claims`: the ledger of what each side of the debate says."""

from __future__ import annotations

from collections.abc import Sequence

import click

from deterrence.cli import program
from deterrence.cli.options import Output, output_options


@program.command(short_help="What each side of the debate says: proved, refuted, or where.")
@click.argument("ids", nargs=-1, metavar="[ID]...")
@click.option("--no-cache", is_flag=True, help="Decide anew instead of taking answers that were kept.")
@output_options
def claims(ids: Sequence[str], no_cache: bool, output: Output) -> None:
    """What each side of the debate says of pacts: proved, refuted, or true under conditions.

    ID is a claim such as P8 (with its rival R8), a rival alone, or a .toml file of your own; the whole ledger unless
    given. Each claim is decided on a shipped model over whole ranges. Answers are kept by content, so that a second run
    is instant. Exit code 0 once all is printed, whatever the answers.
    """
    from deterrence.claims import chosen, decide
    from deterrence.console import progress
    from deterrence.report.ledger import ledger_document

    rows = [decide(name, topic, one, cache=not no_cache) for name, topic, one in progress(chosen(ids), "deciding")]
    output.write(ledger_document(rows, output.format), [name for name in ids if name.endswith(".toml")])
