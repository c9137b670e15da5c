"""Opens pictures that strangers made, in a worker that may die without harm to the window."""
