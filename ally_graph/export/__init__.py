"""Files for other programs and other people: the network for tools, the report for readers."""
