"""What may be shown: the rules, and the gate that everything on a screen or in a file passes."""
