"""Rows of styled text, and how text is measured and wrapped."""
