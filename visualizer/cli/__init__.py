"""The commands: parse, call one function each, turn errors into messages and exit codes."""
