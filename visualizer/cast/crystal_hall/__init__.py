"""The kind `crystal_hall`."""
