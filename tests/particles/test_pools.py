"""Tables of many emitters in textures: each keeps its texels while others come and go."""

import numpy as np
import pytest

from visualizer.errors import MachineError
from visualizer.gpu.context import create_context
from visualizer.gpu.limits import limits_of
from visualizer.renderer.particles.pools import LEAST_ROWS, Pool

WIDTH = 8


def table(number, texels):
    return (100.0 * number + np.arange(4 * texels, dtype=np.float32)).reshape(-1, 4)


def held(place, texels):
    texture = np.frombuffer(place.page.texture.read(), np.float32).reshape(-1, 4)
    return texture[place.first : place.first + texels]


@pytest.fixture(scope="module")
def context():
    made = create_context()
    yield made
    made.release()


def test_tables_keep_their_texels_when_a_texture_grows_and_when_free_rows_are_used_again(context):
    pool = Pool(context, "f4", WIDTH, "tables")
    sizes = {n: 1 + 11 * n for n in range(12)}
    places = {n: pool.place(table(n, texels)) for n, texels in sizes.items()}
    assert places[0].page.texture.height > LEAST_ROWS
    memory = pool.memory
    places.pop(5).release()
    places[12] = pool.place(table(12, sizes[5]))
    sizes[12] = sizes[5]
    assert pool.memory == memory
    for n, place in places.items():
        assert (held(place, sizes[n]) == table(n, sizes[n])).all(), n
    pool.release()
    assert pool.memory == 0


def test_a_table_that_has_no_room_left_in_a_texture_begins_another(context):
    pool = Pool(context, "f4", 1, "tables")
    most = limits_of(context).texture
    first, second = pool.place(table(1, most - 2)), pool.place(table(2, 3))
    third = pool.place(table(3, 2))
    assert second.page is not first.page and third.page is first.page
    assert (held(third, 2) == table(3, 2)).all() and (held(first, 5) == table(1, 5)).all()
    with pytest.raises(MachineError, match=rf"tables take 1x{most + 1} texels"):
        pool.place(table(4, most + 1))
    pool.release()
