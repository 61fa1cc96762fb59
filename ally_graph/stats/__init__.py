"""Statistics that know nothing of people: chance, intervals, series in time."""
