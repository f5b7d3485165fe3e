"""The kind `red_sun`."""
