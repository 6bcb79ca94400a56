"""The screens: home, a run, and what is asked over them."""
