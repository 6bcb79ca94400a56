"""The console in real terminals: real processes on ptys, driven by keys, read through `pyte`."""
