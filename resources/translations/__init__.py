"""The texts of the window in other languages, and the script that gathers them."""
