"""The command line: it parses, calls and prints, and decides nothing.

Everything heavy is imported inside the commands, so that ``--help`` answers at once.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence

import click

from deterrence.cli.group import Group

LONGEST = 1000  # letters of a message


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code.

    0: done; 1: a model file's claim is false; 2: usage, or a bad file; 3: the single thing asked is unknown.
    """
    from deterrence.console import run

    return run(lambda: _click(arguments))


def _click(arguments: Sequence[str] | None) -> int | None:
    """What click makes of the arguments, with two of its habits undone."""
    from deterrence.console import BAD_INPUT, say

    stdout, stderr = sys.stdout, sys.stderr
    try:
        code: int | None = program.main(arguments, "deterrence", standalone_mode=False)
        return code
    except SystemExit:
        # its answer to a closed pipe, with the code of a false claim; `run` has the one that shells know
        sys.stdout, sys.stderr = stdout, stderr
        raise BrokenPipeError from None
    except click.ClickException as problem:
        # it repeats what was typed letter for letter, whatever that does to a terminal; `say` does not
        words = io.StringIO()
        problem.show(words)
        text = words.getvalue().rstrip("\n")
        say(text if len(text) <= LONGEST else f"{text[:LONGEST]}...")
        return BAD_INPUT


def _version(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not context.resilient_parsing:
        from importlib.metadata import version

        click.echo(f"deterrence {version('deterrence')}")
        context.exit()


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--version", is_flag=True, expose_value=False, is_eager=True, callback=_version, help="Say the version and stop."
)
def program() -> None:
    """Defence pacts as games: when does the commitment deter, and when does free-riding pay?

    Start with `deterrence compare`: every shipped pact, side by side. `deterrence list` shows what else ships.

    Results go to stdout, messages to stderr. Exit codes: 0 done, 1 a claim or proposition is not true, 2 usage or a
    bad file, 3 the single thing asked is unknown.
    """


from deterrence.cli import closed as closed  # noqa: E402
from deterrence.cli import commands as commands  # noqa: E402 - the commands join the program above
from deterrence.cli import ledger as ledger  # noqa: E402
from deterrence.cli import mapping as mapping  # noqa: E402
from deterrence.cli import proving as proving  # noqa: E402
from deterrence.cli import reasons as reasons  # noqa: E402
