"""A worker that never reads its order, and waits until it is ended."""

import threading

if __name__ == "__main__":
    threading.Event().wait()
