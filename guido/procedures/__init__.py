"""Guided procedures: a service carried out in dialogue, as `data/procedures/<name>.yml` says."""
