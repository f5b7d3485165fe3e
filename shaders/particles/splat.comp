// Small particles, one invocation each: light added to the four nearest pixels in fixed point. Integer sums do not
// depend on the order of threads, so pictures are bit-identical. Larger ones are marked for the sprites.
#include "particles/light.glsl"

layout(local_size_x = 128) in;

layout(std430, binding = 1) buffer Light { uint light[]; };   // 3 a pixel
layout(std430, binding = 2) buffer Marks { uint marks[]; };   // a bit for each particle of the batch

uniform uint u_first;
uniform uint u_count;
uniform uint u_row;       // invocations in a row of work groups
uniform float u_scale;    // fixed-point steps in a unit of light
uniform float u_limit;    // most light of one particle: keeps the sums below 2^32
uniform sampler2D u_depth;

void main()
{
    uint index = gl_GlobalInvocationID.x + gl_GlobalInvocationID.y * u_row;
    if (index >= u_count) return;
    uint k = u_first + index;
    Particle p = particle(k);
    if (!p.alive || p.opacity <= 0.0) return;
    vec4 clip = view.clip_from_world * vec4(p.position, 1.0);
    if (clip.w <= view.near) return;
    vec3 ndc = clip.xyz / clip.w;
    vec2 way = trace(p, clip);
    float pixels = p.size * u_pixels / clip.w, larger = sprite_share(pixels, way);
    float reach = 1.0 + 2.0 * (pixels + 2.0 + length(way)) / min(view.viewport.x, view.viewport.y);
    if (abs(ndc.x) > reach || abs(ndc.y) > reach || ndc.z > 1.0) return;
    if (larger > 0.0) atomicOr(marks[index >> 5u], 1u << (index & 31u));
    if (larger >= 1.0) return;

    // A disc of this diameter covers so many pixels; below one pixel it dims, and never flickers.
    float cover = 0.785398163 * pixels * pixels * p.opacity * (1.0 - larger) * near_fade(clip.w, p.size);
#if VEIL
    cover *= VEIL_MEAN;
#endif
    vec3 energy = min(radiance(p) * cover, vec3(u_limit)) * u_scale;
    vec2 place = (ndc.xy * 0.5 + 0.5) * view.viewport - 0.5;
    vec2 corner = floor(place), share = place - corner;
    float depth = ndc.z * 0.5 + 0.5;
    ivec2 size = ivec2(view.viewport);
    for (int i = 0; i < 4; i++) {
        ivec2 step_to = ivec2(i & 1, i >> 1), pixel = ivec2(corner) + step_to;
        if (any(lessThan(pixel, ivec2(0))) || any(greaterThanEqual(pixel, size))) continue;
        if (texelFetch(u_depth, pixel, 0).r < depth) continue;
        vec2 side = mix(1.0 - share, share, vec2(step_to));
        // Rounded by a number of its own: right on average, however small the share.
        uvec3 add = uvec3(energy * (side.x * side.y) + p.chance.w);
        uint at = uint(pixel.y * size.x + pixel.x) * 3u;
        if (add.r > 0u) atomicAdd(light[at], add.r);
        if (add.g > 0u) atomicAdd(light[at + 1u], add.g);
        if (add.b > 0u) atomicAdd(light[at + 2u], add.b);
    }
}
