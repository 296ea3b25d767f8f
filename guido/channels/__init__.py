"""Citizens' channels: one module each, named by class path in credentials.yml."""
