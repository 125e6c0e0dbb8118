"""The parts of the screen. They show and tell; the screen decides."""
