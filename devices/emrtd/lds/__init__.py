"""The logical data structure: what each file of the chip says (Doc 9303-10)."""
