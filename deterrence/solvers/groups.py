"""Which things hang together, directly or through others: disjoint sets, joined pair by pair."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Generic, TypeVar

T = TypeVar("T", bound=Hashable)


class Groups(Generic[T]):
    """Members, each in a group of its own until two groups are joined."""

    def __init__(self, members: Iterable[T]) -> None:
        self._above = {member: member for member in members}

    def root(self, member: T) -> T:
        """The member that stands for the whole group."""
        while self._above[member] != member:
            member = self._above[member]
        return member

    def join(self, first: T, second: T) -> None:
        """Make one group of two."""
        self._above[self.root(second)] = self.root(first)

    def listed(self) -> list[list[T]]:
        """The groups, and in each its members, in the order in which the members were given."""
        found: dict[T, list[T]] = {}
        for member in self._above:
            found.setdefault(self.root(member), []).append(member)
        return list(found.values())
