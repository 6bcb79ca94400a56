"""Home, the first screen: which runs and recipes there are, listed, sorted, filtered, told of.

Everything here but `acting`, `starting` and the widgets is pure: values in, rows out.
"""
