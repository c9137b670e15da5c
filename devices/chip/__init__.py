"""Reading the chip: a card in a slot, opened by PACE or BAC, its files brought out (Doc 9303-11)."""
