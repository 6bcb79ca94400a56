"""Pure values and folds: what a run is, said without clocks, files or tasks."""
