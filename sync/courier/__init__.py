"""The road by stick: what lies where on a drive, written so that it is whole or not there."""
