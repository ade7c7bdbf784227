"""Defence pacts as games."""
