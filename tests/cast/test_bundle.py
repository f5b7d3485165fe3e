"""The infant in its blankets: it moves and opens its mouth when it cries; its meshes face outwards."""

from itertools import pairwise

import numpy as np
import pytest

from visualizer.actors.base import FilmContext
from visualizer.actors.graph import SceneGraph, Snapshot
from visualizer.cast.bundle.actor import FACES, Bundle
from visualizer.cast.bundle.blankets import blankets_mesh
from visualizer.cast.bundle.eyes import eye_mesh, eye_poses
from visualizer.cast.bundle.fist import ELBOW, fingers_mesh, fingers_poses, fist_mesh
from visualizer.cast.bundle.hair import hair_mesh
from visualizer.cast.bundle.head import CENTRE, head_mesh
from visualizer.cast.bundle.head import MOUTH as MOUTH_PLACE
from visualizer.cast.bundle.mouth import mouth_mesh, mouth_pose
from visualizer.timeline.track import Track

FILM = FilmContext(seed=7, duration=6.0)
MOUTH = 1  # piece of the mesh of skin


def skin_poses(crying: float, times: np.ndarray) -> np.ndarray:
    """Return (times, pieces, 4, 4)."""
    kal = Bundle("kal", Bundle.Properties(crying=crying), FILM)
    graph = SceneGraph({"kal": kal})
    return np.array([kal.contribution(Snapshot(graph, t)).draws[1].poses for t in times])


def test_a_crying_infant_moves_more_than_one_that_sleeps() -> None:
    def moved(crying: float) -> float:
        return float(np.ptp(skin_poses(crying, np.arange(1.0, 2.0, 0.05)), axis=0).max())

    assert moved(1.0) > 3.0 * moved(0.0)


def test_the_mouth_opens_wide_in_a_cry_and_is_nearly_closed_at_rest() -> None:
    def opened(crying: float) -> float:
        return float(np.linalg.norm(skin_poses(crying, np.array([1.43]))[0, MOUTH, :3, 0]))

    assert opened(0.0) < 0.4
    assert opened(1.0) > 4.0 * opened(0.0)


@pytest.mark.parametrize("side", [0, 1])
def test_an_open_eye_stands_out_of_the_lids_and_a_closed_one_is_under_them(side) -> None:
    eye, head = eye_mesh(side).vertices["position"], head_mesh().vertices["position"]
    skin = head[head[:, 1] > CENTRE[1] + 0.02]

    def above(opened: float) -> np.ndarray:
        pose = eye_poses(opened)[side]
        points = eye @ pose[:3, :3].T + pose[:3, 3]
        near = np.linalg.norm(points[:, None, [0, 2]] - skin[None, :, [0, 2]], axis=2).argmin(axis=1)
        return np.asarray(points[:, 1] - skin[near, 1])

    assert (above(1.0) > -0.001).mean() > 0.8 and above(1.0).max() < 0.006
    assert (above(0.0) < 0.0).all()


@pytest.mark.parametrize(
    ("mesh", "centre"),
    [
        (head_mesh, CENTRE),
        (hair_mesh, CENTRE),
        (blankets_mesh, (-0.05, 0.0, 0.0)),
        (fist_mesh, (0.0, 0.02, 0.0)),
    ],
)
def test_surfaces_of_the_infant_face_outwards(mesh, centre) -> None:
    built = mesh()
    corners = built.vertices["position"].astype(float)[built.triangles] - centre
    volume = np.linalg.det(corners) / 6.0
    # The inside of the hood and of the ears faces the centre.
    assert volume[volume > 0.0].sum() > 2.0 * -volume[volume < 0.0].sum()


def test_an_open_hand_reaches_further_than_a_fist() -> None:
    def reaches(finger: int, opened: float) -> np.ndarray:
        ends, pose = fingers_mesh(True, finger).vertices["position"], fingers_poses(opened)[4 + finger]
        return np.asarray((ends @ pose[:3, :3].T + pose[:3, 3]).max(axis=0))

    for finger in range(4):
        reach = [reaches(finger, share)[1] for share in (0.0, 0.5, 1.0)]
        assert reach == sorted(reach)
        assert reach[2] > reach[0] + (0.012, 0.010, 0.008, 0.004)[finger], "the last ones stay curled"
    tips = [
        np.mean([reaches(finger, opened)[0] for finger in pair])
        for opened in (0.0, 1.0)
        for pair in ((0,), (3,))
    ]
    assert abs(tips[3] - tips[2]) > 1.2 * abs(tips[1] - tips[0]), "its fingers are spread"


def test_a_sleeve_joins_the_fist_to_the_blankets() -> None:
    kal = Bundle("kal", Bundle.Properties(crying=1.0), FILM)
    for time in np.arange(1.0, 2.0, 0.1):
        cloth, skin, _ = kal.contribution(Snapshot(SceneGraph({"kal": kal}), float(time))).draws
        upper, forearm, fist = (np.asarray(p, dtype=np.float64) for p in (*cloth.poses[1:3], skin.poses[2]))
        np.testing.assert_array_equal(forearm, fist)
        elbow = forearm @ [0.0, ELBOW, 0.0, 1.0]
        np.testing.assert_allclose(elbow, upper[:, 3], atol=1e-6)
        bend = np.degrees(
            np.arccos(
                -forearm[:, 1] @ upper[:, 1] / np.prod([np.linalg.norm(f[:, 1]) for f in (forearm, upper)])
            )
        )
        assert 8.0 < bend < 100.0, f"the elbow is bent by {bend:.0f} degrees"
        wrist = forearm @ [0.0, 0.0, 0.0, 1.0]
        assert wrist[1] > 0.09, "above the blankets"


def test_a_crying_face_has_a_hollow_mouth_and_knit_brows_and_changes_in_small_steps() -> None:
    rest, *between, cry = (head_mesh(level / (FACES - 1)).vertices["position"] for level in range(FACES))
    mouth = np.linalg.norm(rest[:, [0, 2]] - (CENTRE[[0, 2]] + MOUTH_PLACE), axis=1) < 0.005
    mouth &= rest[:, 1] > CENTRE[1]
    assert (rest[mouth, 1] - cry[mouth, 1]).min() > 0.005
    steps = [np.linalg.norm(b - a, axis=1).max() for a, b in pairwise([rest, *between, cry])]
    assert max(steps) < 0.0025


def test_the_face_follows_the_cry() -> None:
    crying = Bundle(
        "kal", Bundle.Properties(crying=Track.of((0.0, 0.0), (4.0, 1.0))), FilmContext(duration=8.0)
    )
    graph = SceneGraph({"kal": crying})
    drawn = [crying.contribution(Snapshot(graph, t)).draws[1].mesh for t in np.arange(0.0, 6.0, 0.1)]
    assert drawn[0] == "kal.skin"
    assert len(set(drawn)) == FACES


@pytest.mark.parametrize("crying", [0.0, 0.5, 1.0])
def test_lips_rise_out_of_the_skin_and_meet_in_a_seam_at_rest(crying) -> None:
    # A ring about a disc reads as a toy's mouth: the lips begin under the skin, and what is open follows the cry.
    mouth, head = mouth_mesh(crying), head_mesh(crying)
    frame = mouth_pose(crying)
    points = mouth.vertices["position"] @ frame[:3, :3].T + frame[:3, 3]
    outermost = points[:16]
    skin = head.vertices["position"][head.vertices["position"][:, 1] > CENTRE[1]]
    near = np.linalg.norm(outermost[:, None, [0, 2]] - skin[None, :, [0, 2]], axis=2).argmin(axis=1)
    assert (outermost[:, 1] < skin[near, 1] + 0.002).all()
    opening = points[48:64]  # the ring of the lips' inner edge
    middle = np.abs(opening[:, 2]) < 0.25 * np.abs(opening[:, 2]).max()  # its corners are raised at rest
    assert 0.0125 * crying**2 <= np.ptp(opening[middle, 0]) <= 0.001 + 0.016 * crying
