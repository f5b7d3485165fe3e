// Birth time of particle k, and the values that it takes at birth. Mirrors visualizer/particles/births.py and
// visualizer/particles/tables.py.
// Times are relative to that of the frame, positions to its home: see visualizer/renderer/particles/places.py.
#include "generated/particles.glsl"
#include "generated/motion.glsl"
#include "common/bits.glsl"
#include "common/hash.glsl"
#include "generated/rows.glsl"
#include "generated/knots.glsl"
#include "generated/inputs.glsl"

uniform usampler2D u_knots;       // of each emitter: knots of births, samples of the rows, buckets, one after the other
uniform sampler2D u_rows;         // of each emitter: rows over time, VARYING_COUNT texels per sample
#ifndef BLOCKS
#define BLOCKS 0  // 1: an invocation draws many particles, one after the other, and calls hold_rows() and begin_block()
#endif

uvec4 hash_of(uint k, uint stream, uint seed) { return hash_uvec4(uvec4(k, seed, stream, k ^ seed)); }

// An invocation that draws many particles copies shared values once. OPAQUE_ONE and OPAQUE_ZERO are 1 and 0 in a form
// that the compiler cannot evaluate; else it would recognise the copies and read the uniforms again for each particle.
#define OPAQUE_ZERO gl_WorkGroupID.z
#define OPAQUE_ONE float(1u + gl_WorkGroupID.z)
#if BLOCKS && !TABLED
vec4 held_rows[ROW_COUNT];
uint held_seed;
uvec4 held_interval;

void hold_rows()
{
    for (int r = 0; r < ROW_COUNT; r++) held_rows[r] = u_constant[r] * OPAQUE_ONE;
    held_seed = u_seed + OPAQUE_ZERO;
    held_interval = u_interval + OPAQUE_ZERO;
}
#else
#define held_rows u_constant
#define held_seed u_seed
#define held_interval u_interval
void hold_rows() {}
#endif

uvec4 hash_particle(uint k, uint stream) { return hash_of(k, stream, held_seed); }

// Seconds from now of a time given as the bits of two floats. Differences of nearly equal floats are exact, so times
// near now lose no precision.
float from_now(uvec2 halves) { return (uintBitsToFloat(halves.x) - u_now.x) + (uintBitsToFloat(halves.y) - u_now.y); }

uvec4 knot(int i) { return texelFetch(u_knots, ivec2(i % TABLE_WIDTH, i / TABLE_WIDTH), 0); }

// The knots between which the particles of a block are born, so that the search for each particle is short; see
// begin_block().
ivec2 knots_of_block;
uvec4 interval_of_block;

uvec4 interval(uint k, inout ivec2 range, uvec4 between)
{
    while (range.y - range.x > 1) {
        int middle = (range.x + range.y) / 2;
        uvec4 texel = knot(middle);
        uvec2 there = uvec2(knot_first(texel), floatBitsToUint(from_now(knot_time(texel))));
        if (there.x <= k) { range.x = middle; between.xy = there; } else { range.y = middle; between.zw = there; }
    }
    return between;
}

void begin_block(uint first, uint last)
{
#if !STEADY
    ivec2 low = ivec2(u_knot_low, u_knot_high), high = low;
    uvec4 before = interval(max(first, u_interval.x), low, u_interval), after = interval(last, high, u_interval);
    knots_of_block = ivec2(low.x, high.y);
    interval_of_block = uvec4(before.xy, after.zw);
#endif
}

// Birth time of particle k, s from now. offset: [0, 1), position within its time slot.
float birth_time(uint k, float offset)
{
#if STEADY
    uvec4 between = held_interval;
#elif BLOCKS
    ivec2 range = knots_of_block;
    uvec4 between = interval(k, range, interval_of_block);
#else
    ivec2 range = ivec2(u_knot_low, u_knot_high);
    uvec4 between = interval(k, range, u_interval);
#endif
    float start = uintBitsToFloat(between.y), end = uintBitsToFloat(between.w);
    float count = float(max(between.z - between.x, 1u));
    return start + (end - start) * ((float(k - between.x) + offset) / count);
}

int row_left;
float row_share;

// Selects the samples that row() interpolates for a birth, s from now: the latest one at that time (after a jump), and
// the next.
void choose_rows(float born)
{
#if KEYED
    float bucket = clamp((born - u_buckets.x) * u_buckets.y, 0.0, float(u_sampling.z - 1));
    ivec2 range = ivec2(bucket_range(knot(u_sampling.y + int(bucket))));
    while (range.x < range.y) {
        int middle = (range.x + range.y + 1) / 2;
        if (from_now(sample_time(knot(u_sampling.x + middle))) <= born) range.x = middle; else range.y = middle - 1;
    }
    uvec4 latest = knot(u_sampling.x + range.x);
    row_left = range.x;
    row_share = clamp((born - from_now(sample_time(latest))) * uintBitsToFloat(sample_rate(latest)), 0.0, 1.0);
#endif
}

// Number of varying rows before row r.
int varying_before(int r) { return bits_set(VARYING & ((1u << uint(r)) - 1u)); }

vec4 sample_at(int i)
{
    i += u_rows_at;
    return texelFetch(u_rows, ivec2(i % TABLE_WIDTH, i / TABLE_WIDTH), 0);
}

vec4 row(int r)
{
    if ((VARYING & (1u << uint(r))) == 0u) return held_rows[r];
    int left = row_left * VARYING_COUNT + varying_before(r), right = left + VARYING_COUNT;
    vec4 a = sample_at(left), b = sample_at(right);
#if !LOCAL
  #if BORN_OF_PARTICLES
    if (!holds_frame(r))  // else it is the offset from a parent's particle
  #endif
    { a = placed(r, a, u_samples_origin); b = placed(r, b, u_samples_origin); }
  #if WIDE
    if (holds_frame(r)) {
        int rest = VARYING_COUNT - 1 - varying_before(r);
        a = frame_placed(r, a, sample_at(left + rest).xyz + u_samples_origin_rest);
        b = frame_placed(r, b, sample_at(right + rest).xyz + u_samples_origin_rest);
    }
  #endif
#endif
    return mix(timed(r, a, -u_now.x), timed(r, b, -u_now.x), row_share);
}

#include "generated/emitter.glsl"
