"""Reading the past: what a stored run says of itself, without running anything."""
