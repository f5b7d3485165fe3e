// Lists the numbers of all marked particles in ascending order, independent of the order of threads, and writes the commands that
// evaluate and draw them as sprites.
#include "particles/sprite_list.glsl"
#include "generated/particles.glsl"
#include "generated/marks_buffer.glsl"
#include "generated/chosen_buffer.glsl"

layout(local_size_x = 256) in;

const uint THREADS = gl_WorkGroupSize.x;

uniform uint u_first;   // the first mark's particle
uniform uint u_stride;  // step from one block with marks to the next
uniform uint u_words;   // words of marks
uniform uint u_room;    // sprites that the list can hold
uniform uint u_vertices; // of a sprite
uniform int u_append;   // 1: to what the list holds already

shared uint sums[THREADS];

void main()
{
    uint me = gl_LocalInvocationID.x, each = (u_words + THREADS - 1u) / THREADS;
    uint begin = min(me * each, u_words), end = min(begin + each, u_words), own = 0u;
    for (uint w = begin; w < end; w++) own += uint(bitCount(marks[w]));
    sums[me] = own;
    for (uint reach = 1u; reach < THREADS; reach <<= 1u) {  // inclusive scan (Hillis and Steele 1986)
        barrier();
        uint below = me >= reach ? sums[me - reach] : 0u;
        barrier();
        sums[me] += below;
    }
    barrier();
    uint place = sums[me] - own;
    for (uint w = begin; w < end; w++) {
        uint bits = marks[w];
        marks[w] = 0u;
        while (bits != 0u) {
            int bit = findLSB(bits);
            bits &= bits - 1u;
            uint index = w * 32u + uint(bit);
            chosen[place++] = u_first + index / BLOCK_SIZE * BLOCK_SIZE * u_stride + index % BLOCK_SIZE;
        }
    }
    if (me != THREADS - 1u) return;
    uint before = u_append == 1 ? command.instances : 0u, count = sums[THREADS - 1u];
    // `instances` may exceed the room: SpriteList.check() in sprites.py reads it.
    command.vertices = u_vertices; command.instances = before + count; command.first_vertex = 0u; command.first_instance = 0u;
    count = min(count, u_room - min(before, u_room));
    command.latest = count; command.latest_at = before;
    command.groups_x = (count + SPRITES_A_GROUP - 1u) / SPRITES_A_GROUP; command.groups_y = 1u; command.groups_z = 1u;
}
