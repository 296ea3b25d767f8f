"""The relay: every message passes through it once, to whoever answers at that moment."""
