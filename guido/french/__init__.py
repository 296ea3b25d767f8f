"""French: normalising what people write, reading and writing dates, the texts of the service."""
