"""The language server: what editors ask about scene files while they are written."""
