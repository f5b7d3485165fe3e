"""The kind `explorer_ship`."""
