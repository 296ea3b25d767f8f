"""The command `guido`."""
