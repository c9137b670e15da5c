"""The language of the chip: what Doc 9303-10 and -11 write into files and keys, without a reader in sight."""
