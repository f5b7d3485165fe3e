"""The kind `falling_crystal`."""
