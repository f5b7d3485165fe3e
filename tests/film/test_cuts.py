"""At a cut the actors jump: no actor is fast around it, and no robe trails from the position before it."""

import numpy as np

STEP = 1.0 / 240.0
AROUND = 24  # samples on either side of a cut
FASTEST = 12.0  # m/s: of a sprinter


def test_nobody_moves_faster_than_a_human_about_a_cut(film):
    found = {}
    for name, actor in film.graph.actors.items():
        if actor.kind not in ("figure", "robot"):
            continue
        limit = FASTEST
        if actor.kind == "robot":  # its speed is that of its keyframes, and it hovers
            times = np.arange(0.0, film.film.duration, STEP)
            way = np.diff(actor.properties.position.sample(times), axis=0)
            limit = 1.0 + np.linalg.norm(way, axis=1).max() / STEP
        for shot in film.shots:
            # Samples from the cut on, and up to the last one before it.
            for numbers in (np.arange(AROUND), np.arange(-AROUND, 0)):
                times = shot.start + numbers * STEP
                for anchor in (
                    ("head", "eyes", "left_hand", "back") if actor.kind == "figure" else ("head", "eye")
                ):
                    places = [film.graph.world_from(f"{name}.{anchor}", t)[:3, 3] for t in times]
                    speed = np.linalg.norm(np.diff(places, axis=0), axis=1).max() / STEP
                    if speed > limit:
                        found[name, anchor, shot.name] = round(float(speed), 1)
    assert not found


def test_cloth_moves_no_more_in_the_first_frame_after_a_cut_than_in_the_next(film):
    frame = 1.0 / float(film.film.fps)
    for name, actor in film.graph.actors.items():
        if actor.kind != "figure":
            continue
        for start in film.graph.jumps(name):
            places = []
            for t in start + frame * np.arange(7):
                cloth = actor.wardrobe.cloth_points(actor.motion.body(t), actor.motion.air((t,))[0])
                world = film.graph.world_from(name, t)
                places.append(cloth @ world[:3, :3].T + world[:3, 3])
            moved = np.linalg.norm(np.diff(places, axis=0), axis=2).max(axis=1)
            assert moved[0] < 1.5 * moved[1:].max() + 0.02, (name, start, moved)
