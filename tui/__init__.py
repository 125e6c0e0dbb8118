"""The application: the command line and the screen. The only package that imports textual."""

__version__ = "0.1.0"
