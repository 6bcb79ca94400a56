"""Everything that a console needs once its first frame is on the screen, loaded in one go."""
