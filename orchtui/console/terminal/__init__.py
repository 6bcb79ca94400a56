"""The terminal itself: the driver, the queue of keys, and what may be written to it."""
