// Lists the numbers of all marked particles in ascending order, batch after batch, independent of the order of threads,
// and writes the commands that evaluate and draw them as sprites.
#include "particles/sprite_list.glsl"
#include "generated/particles.glsl"
#include "generated/marks_buffer.glsl"
#include "generated/chosen_buffer.glsl"

layout(local_size_x = SCAN_GROUP) in;

const uint THREADS = gl_WorkGroupSize.x;

uniform uvec4 u_batches[MOST_TOGETHER];  // of each batch: index of its first word of marks; its first particle; step from one block to the next; batches, from it on, that one dispatch evaluates
uniform uint u_count;   // batches
uniform uint u_words;   // words of marks
uniform uint u_room;    // sprites that the list can hold
uniform uint u_vertices; // of a sprite
uniform uint u_fewest;  // sprites from which they are summed in tiles, instead of drawn
uniform uint u_tile_groups;  // work groups of dispatches over tiles
uniform int u_append;   // 1: to what the list holds already

shared uint sums[THREADS];
shared uint firsts[MOST_TOGETHER + 1];  // of each batch: index of its first chosen particle; then their number

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
    uint place = sums[me] - own, batch = 0u;
    while (batch + 1u < u_count && u_batches[batch + 1u].x < begin) batch++;
    for (uint w = begin; w < end; w++) {
        if (batch + 1u < u_count && u_batches[batch + 1u].x == w) batch++;
        uvec4 here = u_batches[batch];
        if (here.x == w) firsts[batch] = place;
        uint bits = marks[w];
        marks[w] = 0u;
        while (bits != 0u) {
            int bit = findLSB(bits);
            bits &= bits - 1u;
            uint index = (w - here.x) * 32u + uint(bit);
            chosen[place++] = here.y + index / BLOCK_SIZE * BLOCK_SIZE * here.z + index % BLOCK_SIZE;
        }
    }
    uint before = u_append == 1 ? command.instances : 0u, count = sums[THREADS - 1u], room = u_room - min(before, u_room);
    if (me == THREADS - 1u) firsts[u_count] = count;
    barrier();
    if (me < u_count) {
        uint first = min(firsts[me], room), last = min(firsts[me + 1u], room), at = me * CHOICE_WORDS;
        uint end = min(firsts[me + u_batches[me].w], room);
        command.choices[at] = (end - first + SPRITES_A_GROUP - 1u) / SPRITES_A_GROUP;
        command.choices[at + 1u] = 1u; command.choices[at + 2u] = 1u;
        command.choices[at + CHOICE_FIRST] = first; command.choices[at + CHOICE_LAST] = last;
    }
    if (me != 0u) return;
    // `instances` may exceed the room: SpriteList.check() in sprites.py reads it.
    command.vertices = u_vertices; command.instances = before + count; command.first_vertex = 0u; command.first_instance = 0u;
    command.before = before;
    uint binned = count >= u_fewest ? min(count, room) : 0u, groups = (binned + SPRITES_A_GROUP - 1u) / SPRITES_A_GROUP;
    if (binned != 0u) command.instances = 0u;
    command.binned = binned; command.brightest = 0u; command.levels = 0u; command.placed = 0u;
    command.by_sprite[0] = groups; command.by_sprite[1] = 1u; command.by_sprite[2] = 1u;
    command.by_tile[0] = binned != 0u ? u_tile_groups : 0u; command.by_tile[1] = 1u; command.by_tile[2] = 1u;
}
