"""The shell around the core: it carries out what the core asks for, after the commit."""
