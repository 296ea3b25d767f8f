"""Understanding: graph components that Rasa runs, named by class path in config.yml."""
