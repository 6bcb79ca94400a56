"""Measurements of the real engine, each beside its floor and beside a peer; see `__main__`."""
