"""From staged records to rows of the store: one module a kind of file, and the engine that compares and applies."""
