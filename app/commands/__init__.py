"""The `matapa` sub-commands: thin over flow and the pure rooms, exactly as the screens are."""
