"""Measuring understanding: figures, noise, thresholds, pictures; no part of the model."""
