"""orchtui: the debugger for multi-agent LLM orchestrations.

`orchtui.session` is the facade that programs use; the command line is a front on it.
"""

__version__ = "0.1.0"
