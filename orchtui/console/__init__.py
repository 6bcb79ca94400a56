"""The console: a run watched, held, changed and scrubbed in a terminal.

Panels are pure functions from a run's state to rows; one widget shows them all. The console folds
committed turns for itself, and neither waits for the engine nor keeps it waiting.
"""
