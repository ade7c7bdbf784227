"""Pacts, the terms they are coded in, and the worlds they are held against."""

from deterrence.pact.agreement import Coding, Fact, Pact, load_pact, pacts
from deterrence.pact.term import Term, load_vocabulary, vocabulary
from deterrence.pact.world import World, load_worlds, worlds

__all__ = [
    "Coding",
    "Fact",
    "Pact",
    "Term",
    "World",
    "load_pact",
    "load_vocabulary",
    "load_worlds",
    "pacts",
    "vocabulary",
    "worlds",
]
