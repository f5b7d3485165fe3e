// Noises: functions of position alone.
#include "common/hash.glsl"
#include "common/fade.glsl"

// Value noise in [0, 1] with a quintic fade: C2 smooth. i: cell of the lattice; f: place in it, [0, 1].
float cell_noise(ivec3 i, vec3 f)
{
    vec3 u = quintic_fade(f);
    vec4 near_z = vec4(hash13(i), hash13(i + ivec3(1, 0, 0)), hash13(i + ivec3(0, 1, 0)), hash13(i + ivec3(1, 1, 0)));
    vec4 far_z = vec4(hash13(i + ivec3(0, 0, 1)), hash13(i + ivec3(1, 0, 1)),
                      hash13(i + ivec3(0, 1, 1)), hash13(i + ivec3(1, 1, 1)));
    vec4 x = mix(near_z, far_z, u.z);
    vec2 y = mix(x.xy, x.zw, u.y);
    return mix(y.x, y.y, u.x);
}

float value_noise(vec3 p) { return cell_noise(ivec3(floor(p)), fract(p)); }

// The noise, w, and its gradient per cell, xyz, at p.
vec4 value_noise_slope(vec3 p)
{
    ivec3 i = ivec3(floor(p));
    vec3 f = fract(p), u = quintic_fade(f), slope = quintic_fade_slope(f);
    vec4 near_z = vec4(hash13(i), hash13(i + ivec3(1, 0, 0)), hash13(i + ivec3(0, 1, 0)), hash13(i + ivec3(1, 1, 0)));
    vec4 far_z = vec4(hash13(i + ivec3(0, 0, 1)), hash13(i + ivec3(1, 0, 1)),
                      hash13(i + ivec3(0, 1, 1)), hash13(i + ivec3(1, 1, 1)));
    vec4 x = mix(near_z, far_z, u.z), along_z = far_z - near_z;
    vec2 y = mix(x.xy, x.zw, u.y), along_y = x.zw - x.xy, both = mix(along_z.xy, along_z.zw, u.y);
    vec3 change = vec3(y.y - y.x, mix(along_y.x, along_y.y, u.x), mix(both.x, both.y, u.x));
    return vec4(slope * change, mix(y.x, y.y, u.x));
}

const float OCTAVE_GAIN = 0.5;
const float OCTAVE_LACUNARITY = 2.03;  // not 2: octaves on one lattice would line up
const float FBM_SHIFT = 17.3, RIDGED_SHIFT = 31.7;  // between octaves, so that they share no corner

// Sum of `octaves` noises, at least one, in [0, 1].
float fbm(vec3 p, int octaves)
{
    float sum = 0.0, weight = 0.5, total = 0.0;
    int i = 0;
    do {
        sum += weight * value_noise(p);
        total += weight;
        weight *= OCTAVE_GAIN;
        p = p * OCTAVE_LACUNARITY + FBM_SHIFT;
    } while (++i < octaves);
    return sum / total;
}

// Ridges in [0, 1]: 1 along creases of the noise (Musgrave 1994, ridged multifractal, without feedback).
float ridged(vec3 p, int octaves)
{
    float sum = 0.0, weight = 0.5, total = 0.0;
    int i = 0;
    do {
        float ridge = 1.0 - abs(2.0 * value_noise(p) - 1.0);
        sum += weight * ridge * ridge;
        total += weight;
        weight *= OCTAVE_GAIN;
        p = p * OCTAVE_LACUNARITY + RIDGED_SHIFT;
    } while (++i < octaves);
    return sum / total;
}

// The two sums above, w, and their gradients, xyz. pixel: distance in p to the next pixel. Octaves that the pixels
// cannot show fade to their mean, and the gradient of a faded octave is none, so that detail grows finer as the eye
// comes nearer, and nothing flickers.
const vec2 OCTAVE_SEEN = vec2(0.18, 0.65);  // cells of an octave in a pixel: up to which it is seen whole, and from which on not at all
const float NOISE_MEAN = 0.5;               // of the noise, and of the square of its ridges

float octave_seen(float cells) { return 1.0 - smoothstep(OCTAVE_SEEN.x, OCTAVE_SEEN.y, cells); }

// Of octaves that have been summed with the weight `total`, all other octaves being at their mean.
vec4 with_the_rest(vec4 sum, float total, int octaves)
{
    float all = 1.0 - exp2(-float(octaves));
    return (sum + vec4(0.0, 0.0, 0.0, NOISE_MEAN * (all - total))) / all;
}

vec4 fbm_slope(vec3 p, int octaves, float pixel)
{
    vec4 sum = vec4(0.0);
    float weight = 0.5, total = 0.0, frequency = 1.0;
    int i = 0;
    do {
        vec4 noise = value_noise_slope(p);
        float seen = weight * octave_seen(frequency * pixel);
        sum += seen * vec4(noise.xyz * frequency, noise.w);
        total += seen;
        weight *= OCTAVE_GAIN;
        frequency *= OCTAVE_LACUNARITY;
        p = p * OCTAVE_LACUNARITY + FBM_SHIFT;
    } while (++i < octaves && frequency * pixel < OCTAVE_SEEN.y);
    return with_the_rest(sum, total, octaves);
}

vec4 ridged_slope(vec3 p, int octaves, float pixel)
{
    vec4 sum = vec4(0.0);
    float weight = 0.5, total = 0.0, frequency = 1.0;
    int i = 0;
    do {
        vec4 noise = value_noise_slope(p);
        float side = 2.0 * noise.w - 1.0, ridge = 1.0 - abs(side);
        float seen = weight * octave_seen(frequency * pixel);
        sum += seen * vec4(noise.xyz * (-2.0 * sign(side) * frequency) * (2.0 * ridge), ridge * ridge);
        total += seen;
        weight *= OCTAVE_GAIN;
        frequency *= OCTAVE_LACUNARITY;
        p = p * OCTAVE_LACUNARITY + RIDGED_SHIFT;
    } while (++i < octaves && frequency * pixel < OCTAVE_SEEN.y);
    return with_the_rest(sum, total, octaves);
}

// Distance from a point to the border between the Voronoi cells of the two sites nearest to it (after Quilez 2012,
// "Voronoi borders", which looks at all neighbours), and a hash of its cell. Cells are one unit wide. base: cell of the
// lattice; inside: place in it, [0, 1].
vec2 cell_voronoi_edge(ivec3 base, vec3 inside)
{
    ivec3 nearest = ivec3(0);
    vec3 to_nearest = vec3(0.0), to_second = vec3(0.0);
    float best = 8.0, second = 8.0;
    for (int z = -1; z <= 1; z++) for (int y = -1; y <= 1; y++) for (int x = -1; x <= 1; x++) {
        ivec3 offset = ivec3(x, y, z);
        vec3 to_site = vec3(offset) + hash33(base + offset) - inside;
        float d = dot(to_site, to_site);
        if (d < best) { second = best; to_second = to_nearest; best = d; to_nearest = to_site; nearest = offset; }
        else if (d < second) { second = d; to_second = to_site; }
    }
    return vec2(dot(0.5 * (to_nearest + to_second), normalize(to_second - to_nearest)), hash13(base + nearest));
}

// The same in two dimensions, a third of the work. x: distance to the border; y: hash of the border, the same on both
// of its sides; zw: unit, towards the border.
vec4 voronoi_border_2d(vec2 p)
{
    ivec2 base = ivec2(floor(p)), nearest = ivec2(0), other = ivec2(0);
    vec2 inside = fract(p), to_nearest = vec2(0.0), to_second = vec2(0.0);
    float best = 8.0, second = 8.0;
    for (int y = -1; y <= 1; y++) for (int x = -1; x <= 1; x++) {
        ivec2 offset = ivec2(x, y);
        vec2 to_site = vec2(offset) + hash33(ivec3(base + offset, 7)).xy - inside;
        float d = dot(to_site, to_site);
        if (d < best) { second = best; to_second = to_nearest; other = nearest; best = d; to_nearest = to_site; nearest = offset; }
        else if (d < second) { second = d; to_second = to_site; other = offset; }
    }
    vec2 towards = normalize(to_second - to_nearest);
    return vec4(dot(0.5 * (to_nearest + to_second), towards), hash13(ivec3(2 * base + nearest + other, 11)), towards);
}
