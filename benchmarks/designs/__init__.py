"""Scripts that compare designs of pacts by the million."""
