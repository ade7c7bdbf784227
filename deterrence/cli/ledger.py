"""The command `claims`: the ledger of what each side of the debate says."""

from __future__ import annotations

from collections.abc import Sequence

import click

from deterrence.cli import program
from deterrence.cli.options import Output, output_options


@program.command(short_help="What each side of the debate says: proved, refuted, or where.")
@click.argument("ids", nargs=-1, metavar="[ID]...")
@click.option("--no-cache", is_flag=True, help="Decide anew instead of taking answers that were kept.")
@click.option(
    "--processes",
    type=click.IntRange(min=1),
    metavar="N",
    help="How many processes decide at once; two where there are two processors, unless given.",
)
@output_options
def claims(ids: Sequence[str], no_cache: bool, processes: int | None, output: Output) -> None:
    """What each side of the debate says of pacts: proved, refuted, or true under conditions.

    ID is a claim such as P8 (with its rival R8), a rival alone, or a .toml file of your own; the whole ledger unless
    given. Each claim is decided on a shipped model over whole ranges. Answers are kept by content, so that a second run
    is instant. Exit code 0 once all is printed, whatever the answers.
    """
    from deterrence.claims import available, chosen, decided_together
    from deterrence.console import progress
    from deterrence.report.ledger import ledger_document

    asked = chosen(ids)
    work = decided_together(asked, processes or min(2, available()), cache=not no_cache)
    found = dict(next(work) for _ in progress(asked, "claims decided"))
    rows = [found[place] for place in range(len(asked))]
    output.write(ledger_document(rows, output.format), [name for name in ids if name.endswith(".toml")])
