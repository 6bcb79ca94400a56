"""Recipe files: read, checked with every mistake told at its place, drawn, and made into flows."""
