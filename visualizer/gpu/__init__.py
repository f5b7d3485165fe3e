"""The only place that works around drivers: context, programs, buffers, targets."""
