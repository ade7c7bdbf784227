"""How it is solved."""
