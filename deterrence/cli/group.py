"""A group of commands that says which one was meant."""

from __future__ import annotations

from difflib import get_close_matches

import click


class Group(click.Group):
    """Lists commands in the order in which they were written, and answers a misspelt one with the closest."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            near = get_close_matches(args[0][:100], list(self.commands), 1)
            hint = f"did you mean '{near[0]}'?" if near else f"there is {', '.join(self.commands)}"
            raise click.UsageError(f"no command '{args[0][:100]}': {hint}", ctx)
        return super().resolve_command(ctx, args)
