"""Documents that citizens get: made as PDF, kept for some days, fetched by their owner only."""
