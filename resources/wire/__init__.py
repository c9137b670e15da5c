"""Trained dictionaries of the wire: a batch's codec number names one for ever, so files are only added."""
