"""Words made of values: counts and lists, titles of columns."""
