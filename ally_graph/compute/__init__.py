"""Making large companies quick: compiled loops, orders, memory. Nothing here knows what a number means."""
