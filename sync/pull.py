"""The road down: bring HQ's publications to the station, verify each, and hand it to the inbox."""
