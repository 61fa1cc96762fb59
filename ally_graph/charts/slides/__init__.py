"""Pictures for a projector: drawn large, in two shapes, from what may be shown to a whole room."""
