"""The kind `door`."""
