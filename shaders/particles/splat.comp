// Small particles: adds their light, as integers, to the nearest pixels. Larger ones are marked, to be drawn as
// sprites. An invocation draws several particles, so that shared values are read once.
#define BLOCKS 1
#include "generated/batches.glsl"
#include "particles/spot.glsl"
#include "particles/survey.glsl"
#include "generated/marks_buffer.glsl"
#include "particles/light_sum.glsl"
#include "particles/bounds.glsl"
#if TAKEN
#include "particles/places.glsl"
#endif
#include "generated/part.glsl"

layout(local_size_x = BLOCK_SIZE) in;

#if TABLED
uniform uint u_row;  // of the table: that of the first batch of the dispatch
#endif
uniform uint u_each;      // particles that an invocation draws
uniform uint u_scatter;   // coprime to the number of groups: separates neighbouring groups, which have similar work
uniform float u_most_steps;  // largest integer light of one particle, with which the sum of the batch stays below 2^32, a number of steps
uniform sampler2D u_depth;  // depth of the scene, [0, 1]

const uint BLOCK = BLOCK_SIZE;
// Factors that turn random numbers on which size and life depend into others: only the fractions of the products are
// used.
const vec2 DECORRELATED = vec2(977.0, 991.0);

// Adds the light of a small particle to four pixels, or to one. chance: its random numbers; phase: of the sub-frame,
// [0, 1). Loops test their condition at the end, and arithmetic replaces branches: a CPU rasteriser executes branches
// that are not taken.
void splat(Spot s, vec4 chance, float scale, float most_steps, float phase, bool four, ivec2 size)
{
    vec3 steps = min(s.energy * scale, vec3(most_steps));
    // Stochastic rounding, by another number for each particle and sub-frame, so that the mean is exact for small
    // shares too.
    float rounding = fract(chance.w + phase);
    // One pixel instead of four, chosen with a probability that is its share of the light.
    vec2 place = s.place + (four ? vec2(0.0) : fract(chance.yz * DECORRELATED + phase));
    int i = 0, count = four ? 4 : 1;
#if MOVING
    // What moves by more than a pixel is two splats, or one at a random place on its way, so that sub-frames join to a
    // streak.
    bool twice = four && dot(s.streak, s.streak) > 1.0;
    place += s.streak * (twice ? -0.25 : four ? 0.0 : fract(chance.x * DECORRELATED.x + phase) - 0.5);
    count = twice ? 8 : count;
    steps *= twice ? 0.5 : 1.0;
#else
    vec2 corner = floor(place), share = four ? place - corner : vec2(0.0);
#endif
    do {
#if MOVING
        vec2 now = place + (i > 3 ? 0.5 : 0.0) * s.streak, corner = floor(now), share = four ? now - corner : vec2(0.0);
        ivec2 step_to = ivec2(i & 1, i >> 1 & 1), pixel = ivec2(corner) + step_to;
#else
        ivec2 step_to = ivec2(i & 1, i >> 1), pixel = ivec2(corner) + step_to;
#endif
        vec2 side = mix(1.0 - share, share, vec2(step_to));
        uvec3 add = uvec3(steps * (side.x * side.y) + rounding);
        bool inside = all(greaterThanEqual(pixel, ivec2(0))) && all(lessThan(pixel, size));
        if (inside && texelFetch(u_depth, pixel, 0).r <= s.depth && (add.r | add.g | add.b) != 0u) add_light(pixel, size, add);
    } while (++i < count);
}

void main()
{
#if TABLED
    hold_inputs(u_row + gl_WorkGroupID.y);
#endif
#if THINNED
    uint stride = u_stride;
#else
    const uint stride = 1u;
#endif
    uint stretch = BLOCK * stride, begin = u_begin + (gl_WorkGroupID.x * u_scatter % gl_NumWorkGroups.x) * stretch * u_each;
    uint block = begin;
#if TABLED
    if (begin >= u_end) return;  // the largest batch has given the number of groups
#endif
    mat4 clip_from_relative = view.clip_from_relative * OPAQUE_ONE;
    vec2 viewport = view.viewport * OPAQUE_ONE;
    ivec2 size = ivec2(viewport);
    float scale = steps_a_unit() * OPAQUE_ONE, most_steps = u_most_steps * OPAQUE_ONE;
    float spread_share = survey.spread_share * OPAQUE_ONE, phase = view.phase * OPAQUE_ONE;
    uint first = u_first + OPAQUE_ZERO, marked_from = u_begin + OPAQUE_ZERO, marked_at = u_marked_at + OPAQUE_ZERO;
    uint last = min(begin + stretch * u_each, u_end) - 1u;
    hold_rows();
    hold_view();
    begin_block(max(begin, first), last);
#if CULLED
    if (!block_may_show(max(begin, first), last, NOW, clip_from_relative, viewport)) {
  #if TAKEN
        do {
            places[marked_at + (block - marked_from) / stride + gl_LocalInvocationID.x] = NO_PLACE;
            block += stretch;
        } while (block <= last);
  #endif
        return;
    }
#endif
    bool marked = false;
    do {
        uint k = block + gl_LocalInvocationID.x;
        Particle p = seen_at(k, NOW);
        Spot s;
        uint index = marked_at + (block - marked_from) / stride + gl_LocalInvocationID.x;
#if TAKEN
        uint place = NO_PLACE;
#endif
        if (p.alive && p.opacity > 0.0 && k >= first && k <= last && spot(p, clip_from_relative, viewport, s)) {
            if (s.larger > 0.0) atomicOr(marks[index >> 5u], 1u << (index & 31u));
            marked = marked || s.larger > 0.0;
            // Multiples of the golden ratio are evenly distributed, so the chosen share of blocks is too.
            bool four = float(block / BLOCK * GOLDEN_UINT >> 8u) * UINT24_TO_UNIT < spread_share;
            if (s.larger < 1.0) splat(s, p.chance, scale, most_steps, phase, four, size);
#if TAKEN
            ivec2 corner = ivec2(floor(s.place));
            if (s.larger < 1.0 && all(greaterThanEqual(corner, ivec2(-1))) && all(lessThan(corner, size))) place = packed_place(corner);
#endif
        }
#if TAKEN
        places[index] = place;
#endif
        block += stretch;
    } while (block <= last);
    if (marked) survey.marked = 1u;
}
