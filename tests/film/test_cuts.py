"""At a cut the actors jump: no actor is fast around it, and no robe trails from the position before it."""

import numpy as np

from visualizer.actors.graph import Snapshot

STEP = 1.0 / 240.0
AROUND = 24  # samples on either side of a cut
FASTEST = 12.0  # m/s: of a sprinter


def test_nobody_moves_faster_than_a_human_about_a_cut(film):
    limits, anchors = {}, {}
    for name, actor in film.graph.actors.items():
        if actor.kind not in ("figure", "robot"):
            continue
        limits[name] = FASTEST
        anchors[name] = ("head", "eyes", "left_hand", "back") if actor.kind == "figure" else ("head", "eye")
        if actor.kind == "robot":  # its speed is that of its keyframes, and it hovers
            times = np.arange(0.0, film.film.duration, STEP)
            way = np.diff(actor.properties.position.sample(times), axis=0)
            limits[name] = 1.0 + np.linalg.norm(way, axis=1).max() / STEP
    found = {}
    for shot in film.shots:
        # Samples from the cut on, and up to the last one before it. The film begins with the first shot.
        before = np.arange(-AROUND, 0) if shot.start > 0.0 else np.arange(0)
        for numbers in filter(len, (np.arange(AROUND), before)):
            snapshots = [Snapshot(film.graph, shot.start + number * STEP) for number in numbers]
            for name, limit in limits.items():
                for anchor in anchors[name]:
                    places = [snapshot.position(f"{name}.{anchor}") for snapshot in snapshots]
                    speed = np.linalg.norm(np.diff(places, axis=0), axis=1).max() / STEP
                    if speed > limit:
                        found[name, anchor, shot.name] = round(float(speed), 1)
    assert not found


def test_cloth_and_hair_move_no_more_in_the_first_frame_of_a_shot_than_in_the_next(film):
    """Of each figure that is seen, in each shot, and after each of its jumps."""
    frame = 1.0 / float(film.film.fps)
    for name, actor in film.graph.actors.items():
        if actor.kind != "figure":
            continue
        for start in sorted({*film.graph.jumps(name), *(shot.start for shot in film.shots)}):
            if not actor.properties.visible.at(start):
                continue
            times = tuple(start + frame * np.arange(7))
            body, air = actor.motion.bodies(times), actor.motion.air(times)
            world = np.array([film.graph.world_from(name, t) for t in times])
            for points in (actor.wardrobe.cloth_points(body, air), actor.wardrobe.hair_points(body, air)):
                if points is None:  # short hair does not move by itself
                    continue
                places = points @ world[:, :3, :3].swapaxes(1, 2) + world[:, None, :3, 3]
                moved = np.linalg.norm(np.diff(places, axis=0), axis=2).max(axis=1)
                assert moved[0] < 1.5 * moved[1:].max() + 0.02, (name, start, moved)


def test_no_exposure_of_the_film_spans_a_cut_or_a_jump_of_what_it_draws(film):
    fps, jumps = float(film.film.fps), {shot.start for shot in film.shots}
    for name, actor in film.graph.actors.items():
        if actor.kind in ("figure", "robot", "bundle"):
            jumps.update(film.graph.jumps(name))
    spanned = []
    for jump in sorted(jumps):
        if not 1e-6 < jump * fps % 1.0 < 0.5:  # no shutter is open at that time
            continue
        times = [frame.time for frame in film.exposure(np.floor(jump * fps) / fps, 2)]
        if times[0] < jump <= times[-1]:
            spanned.append((jump, times))
    assert spanned == []
