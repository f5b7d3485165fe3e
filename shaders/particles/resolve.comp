// Adds the splatted light to the picture, and empties it for the next time.
layout(local_size_x = 8, local_size_y = 8) in;

layout(std430, binding = 1) buffer Light { uint light[]; };
layout(rgba16f, binding = 0) uniform image2D u_image;

uniform float u_unit;  // light of one fixed-point step

const float HALF_MAX = 65504.0;  // the largest half float

void main()
{
    ivec2 pixel = ivec2(gl_GlobalInvocationID.xy), size = imageSize(u_image);
    if (any(greaterThanEqual(pixel, size))) return;
    uint at = uint(pixel.y * size.x + pixel.x) * 3u;
    uvec3 sum = uvec3(light[at], light[at + 1u], light[at + 2u]);
    if ((sum.r | sum.g | sum.b) == 0u) return;
    light[at] = 0u; light[at + 1u] = 0u; light[at + 2u] = 0u;
    vec4 before = imageLoad(u_image, pixel);
    imageStore(u_image, pixel, vec4(min(before.rgb + vec3(sum) * u_unit, HALF_MAX), before.a));
}
