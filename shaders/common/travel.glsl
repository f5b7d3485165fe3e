// Positions of patterns that move at a constant rate, as exact after ten hours as in the first second. A time in
// float32 has steps of 4 ms by then, and a rate times this time has steps as large as the details of a pattern.
#include "common/noise.glsl"

const float STEPS_A_UNIT = 4294967296.0;   // 2^32: of a rate
const float MOST_STEPS = 4294967040.0;     // the largest float below
const float BELOW_ONE = 0.99999994;        // the largest float below 1

// Distance travelled at `rate` units per second within twelve days of film. whole: whole units; returns the rest, [0,
// 1). The rate is quantised to 2^-32. The lower 32 bits of its product with the whole seconds are exact; those above
// are what remains of the product in single precision, which is off by less than half a unit.
float travelled(float rate, out int whole)
{
    float base = floor(rate);
    uint fraction = uint(min((rate - base) * STEPS_A_UNIT, MOST_STEPS));
    float low = float(fraction * uint(view.second)) * UINT_TO_UNIT;
    float high = floor(float(fraction) * UINT_TO_UNIT * float(view.second) - low + 0.5);
    float rest = low + rate * view.moment, more = floor(rest);
    whole = view.second * int(base) + int(high) + int(more);
    return min(rest - more, BELOW_ONE);
}

// Phase, [0, 1), of a cycle that repeats `rate` times per second.
float cycle(float rate)
{
    int whole;
    return travelled(rate, whole);
}

// Cell, and position within it, [0, 1), of a point p in a lattice that moves at `rate`, cells per second.
void moving_cell(vec3 p, vec3 rate, out ivec3 cell, out vec3 within)
{
    ivec3 whole;
    vec3 rest = vec3(travelled(rate.x, whole.x), travelled(rate.y, whole.y), travelled(rate.z, whole.z)) + p;
    vec3 corner = floor(rest);
    cell = ivec3(corner) + whole;
    within = rest - corner;
}

// The noises of common/noise.glsl at p + rate * time, of at least one octave. rate: cells per second of the first
// octave.
float moving_fbm(vec3 p, int octaves, vec3 rate)
{
    float sum = 0.0, weight = 0.5, total = 0.0;
    int i = 0;
    do {
        ivec3 cell;
        vec3 within;
        moving_cell(p, rate, cell, within);
        sum += weight * cell_noise(cell, within);
        total += weight;
        weight *= OCTAVE_GAIN;
        p = p * OCTAVE_LACUNARITY + FBM_SHIFT;
        rate *= OCTAVE_LACUNARITY;
    } while (++i < octaves);
    return sum / total;
}

// The same, without the octaves that pixels cannot show. pixel: size of a pixel, cells of the first octave.
float moving_fbm_seen(vec3 p, int octaves, vec3 rate, float pixel)
{
    float sum = 0.0, weight = 0.5;
    int i = 0;
    do {
        ivec3 cell;
        vec3 within;
        moving_cell(p, rate, cell, within);
        float seen = weight * octave_seen(pixel);
        sum += seen * (cell_noise(cell, within) - NOISE_MEAN);
        weight *= OCTAVE_GAIN;
        p = p * OCTAVE_LACUNARITY + FBM_SHIFT;
        rate *= OCTAVE_LACUNARITY;
        pixel *= OCTAVE_LACUNARITY;
    } while (++i < octaves && pixel < OCTAVE_SEEN.y);
    return NOISE_MEAN + sum / (1.0 - exp2(-float(octaves)));
}

float moving_ridged(vec3 p, int octaves, vec3 rate)
{
    float sum = 0.0, weight = 0.5, total = 0.0;
    for (int i = 0; i < octaves; i++) {
        ivec3 cell;
        vec3 within;
        moving_cell(p, rate, cell, within);
        float ridge = 1.0 - abs(2.0 * cell_noise(cell, within) - 1.0);
        sum += weight * ridge * ridge;
        total += weight;
        weight *= OCTAVE_GAIN;
        p = p * OCTAVE_LACUNARITY + RIDGED_SHIFT;
        rate *= OCTAVE_LACUNARITY;
    }
    return sum / total;
}

vec2 moving_voronoi_edge(vec3 p, vec3 rate)
{
    ivec3 cell;
    vec3 within;
    moving_cell(p, rate, cell, within);
    return cell_voronoi_edge(cell, within);
}
