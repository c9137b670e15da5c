"""The house rules, held by machine: walls, sizes, promises, words and the joins between tables."""
