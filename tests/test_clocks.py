"""No test depends on a clock, so that none fails on a busy or slow machine."""

import re
from pathlib import Path

from hypothesis import HealthCheck, settings

TESTS = Path(__file__).parent
ALLOWED = {"waiting.py", Path(__file__).name}
CLOCKS = re.compile(
    r"\b(perf_counter|monotonic|process_time|thread_time|sleep)\b|\btime\.time\b|\btimeout=\d|\bdeadline=\d"
    r"|\.(?:wait|join|communicate)\(\d"
)


def test_only_waiting_py_reads_a_clock_or_sleeps():
    found = [
        f"{path.relative_to(TESTS)}:{number}: {line.strip()}"
        for path in sorted(TESTS.rglob("*.py"))
        if path.name not in ALLOWED
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if CLOCKS.search(line)
    ]
    assert not found, "count it, wait for it (tests/waiting.py) or measure it in a benchmark:\n" + "\n".join(
        found
    )


def test_an_example_of_a_property_may_take_any_time():
    assert settings.default is not None and settings.default.deadline is None
    assert HealthCheck.too_slow in settings.default.suppress_health_check
