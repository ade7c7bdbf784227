"""What is printed: comparisons, models and pacts as tables, text and data."""
