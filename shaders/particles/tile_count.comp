// Counts the sprites of each tile, and converts sprites to the form in which tile_sum.comp reads them: place: centre,
// pixels; depth, [0, 1]; 1 / the difference of depth over the diameter. form: from pixels to the disc, two rows. light:
// radiance at the centre; share of the length over which it is even. more: first tile, column and row; tiles in a row *
// SPAN + rows; level.
#include "particles/tiles.glsl"
#include "common/depth.glsl"

layout(local_size_x = SPRITES_A_GROUP) in;

uniform uint u_last_level;  // number of the coarsest level, which has one tile

const float LEAST_SIZE = 1e-4;  // m

void main()
{
    uint i = gl_GlobalInvocationID.x;
    if (i >= command.binned) return;
    Sprite s = sprites[i];
    vec2 centre = (s.place.xy * 0.5 + 0.5) * view.viewport, along = s.form.zw * s.form.x, across = vec2(-s.form.w, s.form.z) * s.form.y;
    float even = s.more.z;
    vec2 reach = even > 0.0 ? abs(along) + abs(across) : sqrt(along * along + across * across);
    vec2 side = vec2(TILE_WIDTH, TILE_HEIGHT), tiles = reach / side;
    ivec2 low = ivec2(floor((centre - reach) / side)), high = ivec2(floor((centre + reach) / side));
    ivec2 last = ivec2(ceil(view.viewport / side)) - 1;
    vec3 light = s.light.rgb * (PER_PROFILE_MEAN * s.light.a);
    float most = max(light.r, max(light.g, light.b));
    uint level = min(uint(max(ceil(log2(max(tiles.x, tiles.y))), 0.0)), u_last_level);
    bool shown = s.place.z >= 0.0 && s.place.z <= 1.0 && most > 0.0 && all(greaterThanEqual(high, ivec2(0))) && all(lessThanEqual(low, last));
    uvec2 begin = uvec2(clamp(low, ivec2(0), last)) >> level, end = (uvec2(clamp(high, ivec2(0), last)) >> level) + 1u, span = end - begin;
    s.place = vec4(centre, s.place.z, 1.0 / (depth_slope(s.place.w) * max(s.more.w, LEAST_SIZE)));
    s.form = vec4(s.form.zw / s.form.x, vec2(-s.form.w, s.form.z) / s.form.y);
    s.light = vec4(light, even);
    s.more = vec4(vec2(begin), shown ? float(span.x * SPAN + span.y) : 0.0, float(level));
    sprites[i] = s;
    if (!shown) return;
    // Most invocations change neither of these.
    if (floatBitsToUint(most) > command.brightest) atomicMax(command.brightest, floatBitsToUint(most));
    if ((command.levels >> level & 1u) == 0u) atomicOr(command.levels, 1u << level);
    uvec2 tile = begin;
    do {
        tile.x = begin.x;
        do atomicAdd(bins[tile_of(level, tile)], 1u); while (++tile.x < end.x);
    } while (++tile.y < end.y);
}
