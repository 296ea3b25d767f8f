"""How the engine of benefits is served. `openfisca serve` reads this; nothing imports it."""

workers = 1  # 400 MB each
timeout = 300  # loading the rules takes 12 seconds, on a busy machine some minutes
loglevel = "warning"


def when_ready(server):
    """End with whoever started us, whatever way they ended."""
    import os
    import signal
    import threading

    lifeline = os.environ.get("GUIDO_LIFELINE")
    if not lifeline:
        return

    def end_with_parent():
        os.read(int(lifeline), 1)  # returns when the other end is closed
        os.kill(server.pid, signal.SIGTERM)

    threading.Thread(target=end_with_parent, daemon=True).start()
