"""The commands: each parses its options, calls one function of the library and turns errors into messages and exit
statuses."""
