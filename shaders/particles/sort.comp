// Sorts sprites by distance, the farthest first, equal ones in the order of the list: a stable radix sort by one work
// group, which does not depend on the order of threads (Blelloch 1990, "Prefix Sums and Their Applications", section
// 1.3). Mirrors visualizer/renderer/particles/sprites.py.
#include "particles/sprite_list.glsl"
#include "generated/particles.glsl"
#include "generated/view.glsl"
#include "generated/order_buffer.glsl"

layout(local_size_x = SCAN_GROUP) in;

uniform uint u_room;  // sprites that the list can hold

const uint BITS = 4u, BINS = 1u << BITS, PASSES = 4u, THREADS = gl_WorkGroupSize.x;

shared uint counters[BINS * THREADS];
shared uint sums[THREADS];

// Sort key: the distance in even steps of its logarithm, which are finer near the eye; the farthest has the smallest
// key.
uint key(uint i)
{
    float share = log(max(sprites[i].place.w, view.near) / view.near) / log(view.far / view.near);
    return uint(FINEST * (1.0 - clamp(share, 0.0, 1.0)));
}

void main()
{
    uint me = gl_LocalInvocationID.x, count = min(command.instances, u_room), each = (count + THREADS - 1u) / THREADS;
    uint begin = min(me * each, count), end = min(begin + each, count);
    for (uint i = begin; i < end; i++) order[i] = i;
    for (uint pass = 0u; pass < PASSES; pass++) {
        uint from = (pass & 1u) * u_room, to = u_room - from, shift = pass * BITS;
        for (uint bin = 0u; bin < BINS; bin++) counters[bin * THREADS + me] = 0u;
        memoryBarrierBuffer();
        barrier();
        for (uint i = begin; i < end; i++) counters[(key(order[from + i]) >> shift & (BINS - 1u)) * THREADS + me]++;
        barrier();
        // Where each thread's share of each bin begins: an exclusive scan over bins, then threads.
        uint own = 0u;
        for (uint i = 0u; i < BINS; i++) own += counters[me * BINS + i];
        sums[me] = own;
        for (uint reach = 1u; reach < THREADS; reach <<= 1u) {
            barrier();
            uint below = me >= reach ? sums[me - reach] : 0u;
            barrier();
            sums[me] += below;
        }
        barrier();
        uint place = sums[me] - own;
        for (uint i = 0u; i < BINS; i++) {
            uint here = counters[me * BINS + i];
            counters[me * BINS + i] = place;
            place += here;
        }
        barrier();
        for (uint i = begin; i < end; i++) {
            uint sprite = order[from + i];
            order[to + counters[(key(sprite) >> shift & (BINS - 1u)) * THREADS + me]++] = sprite;
        }
        memoryBarrierBuffer();
        barrier();
    }
    if (me != 0u) return;
    command.groups_x = (count + SPRITES_A_GROUP - 1u) / SPRITES_A_GROUP; command.groups_y = 1u; command.groups_z = 1u;
}
