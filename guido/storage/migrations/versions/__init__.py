"""Schema migrations, in the order of their dates."""
