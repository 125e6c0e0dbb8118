"""The subcommands of the command line, a module for each family. Each command takes the parsed arguments."""
