"""The panels of the run screen: a file each, a pure function from what is viewed to rows."""
