"""The subcommands of the command line, one module for each family. A command takes the parsed arguments and returns the
exit code."""
