"""Things that are data: themes, icons, wire dictionaries, travellers."""
