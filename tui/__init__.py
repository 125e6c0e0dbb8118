"""The application: the command line and the screen. The only package that imports textual."""
