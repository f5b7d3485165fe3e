"""``python -m tests.shaders``: compile every program of the renderer, in every permutation, with glslang. Exit 1 on a
complaint."""

import sys
import tempfile
from pathlib import Path

from tests.shaders import glslang, lint, permutations

ONE_MATERIAL = "materials/plain.glsl"
PASSED = Path(__file__).resolve().parents[2] / ".glslang_cache"


def main() -> int:
    """Check all programs as GLSL 3.30 and 4.30, and link those that differ in what one stage hands to the next."""
    if glslang.compiler() is None:
        print("glslangValidator is not installed: sh .ci/packages glslang", file=sys.stderr)
        return 3
    readers = {version: permutations.sources(version) for version in (330, 430)}
    full = {version: permutations.sources(version, "full") for version in (330, 430)}
    asked = permutations.everything()
    programs = [p for request in asked for p in permutations.both_versions(request)]
    units, found = [], set()
    for request in programs:
        sources = readers[request.version].sources(request)
        units += glslang.of_request(request, sources)
        # Materials do not differ by detail, so one of them is enough.
        material = dict(request.slots).get("material", ONE_MATERIAL)
        if material == ONE_MATERIAL and any("generated/detail.glsl" in source.files for source in sources):
            units += glslang.of_request(request, full[request.version].sources(request))
        if request in asked:  # the other version has the same text
            found |= lint.undefined(request, sources) | lint.unmatched(request, sources)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        found |= glslang.complaints(units, folder, PASSED)
        for request in permutations.to_link():
            found |= glslang.unlinked(
                glslang.of_request(request, readers[request.version].sources(request)), folder
            )
    for complaint in sorted(map(str, found)):
        print(complaint)
    print(f"{len(programs)} programs, {len(found)} complaints", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
