// The picture at half its size, weighted by how far out of focus it is: its mip levels are then means of what is out of
// focus, as that in focus has next to no weight. A sharp bright thing would otherwise be spread by the texels that it
// shares with a blurred ground.
uniform sampler2D u_depth;   // depth of the scene, [0, 1]
uniform sampler2D u_beauty;  // linear light; a: share of it that does not come from the image in the mirror
uniform vec2 u_radius;       // radius of the circle of confusion, pixels: x times depth, plus y, without its sign
out vec4 f_colour;           // rgb: light times weight; a: weight

const float IN_FOCUS = 1.0 / 256.0, OUT_OF_FOCUS = 16.0;  // weights
const float MOST = 65504.0 / OUT_OF_FOCUS;                // light: times either weight it is in the range of a half float
const float SHARP = 2.0, BLURRED = 4.0;                   // pixels of radius that have these weights

void main()
{
    ivec2 first = 2 * ivec2(gl_FragCoord.xy), last = textureSize(u_depth, 0) - 1;
    vec2 corner = vec2(first + 1) / vec2(last + 1);
    // The mean light of four pixels, and the least of their weights.
    vec4 light = textureLod(u_beauty, corner, 0.0);
    vec4 depth = vec4(texelFetch(u_depth, min(first, last), 0).r, texelFetch(u_depth, min(first + ivec2(1, 0), last), 0).r,
                      texelFetch(u_depth, min(first + ivec2(0, 1), last), 0).r, texelFetch(u_depth, min(first + 1, last), 0).r);
    vec4 radius = abs(u_radius.x * depth + u_radius.y);
    float least = min(light.a, 1.0) * min(min(radius.x, radius.y), min(radius.z, radius.w));
    f_colour = vec4(min(light.rgb, vec3(MOST)), 1.0) * clamp((least - SHARP) * (OUT_OF_FOCUS / (BLURRED - SHARP)), IN_FOCUS, OUT_OF_FOCUS);
}
