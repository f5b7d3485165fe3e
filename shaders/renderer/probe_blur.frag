// Blurs the octahedral map of a probe for one roughness: importance sampling of GGX, with the normal along the
// direction (Karis 2013, "Real Shading in Unreal Engine 4"), and coarser mip levels for wider lobes.
#include "common/constants.glsl"
#include "common/octahedral.glsl"

uniform sampler2D u_sharp;    // the map, with mip levels
uniform float u_roughness;    // [0, 1]

in vec2 v_uv;
out vec4 f_colour;

const int DIRECTIONS = 64;  // number of samples of a lobe
const float SMOOTHEST = 1e-6;  // [0, 1]: least square of the GGX alpha
const float UPRIGHT = 0.9;     // cosine with the vertical from which on another axis spans the plane across
const float SPHERE = 4.0;      // times pi: sr of all directions
const float OVERLAP = 1.0;  // mip levels by which samples are wider than their share of the lobe

vec3 sharp(vec3 direction, vec2 texels, float level)
{
    return textureLod(u_sharp, ((octahedral(direction) * 0.5 + 0.5) * (texels - 1.0) + 0.5) / texels, level).rgb;
}

void main()
{
    vec2 texels = vec2(textureSize(u_sharp, 0));
    vec3 normal = octahedral_direction((gl_FragCoord.xy - 0.5) / (texels - 1.0) * 2.0 - 1.0);
    vec3 across = normalize(cross(normal, abs(normal.y) < UPRIGHT ? vec3(0.0, 1.0, 0.0) : vec3(1.0, 0.0, 0.0)));
    vec3 beside = cross(normal, across);
    float alpha = u_roughness * u_roughness, alpha_2 = max(alpha * alpha, SMOOTHEST);
    float texel = SPHERE * PI / (texels.x * texels.y);  // sr, in the mean
    vec4 sum = vec4(0.0);
    for (int i = 0; i < DIRECTIONS; i++) {
        float share = (float(i) + 0.5) / float(DIRECTIONS), turn = TAU * fract(float(i) * GOLDEN);
        float cosine_2 = (1.0 - share) / (1.0 + (alpha_2 - 1.0) * share);
        float sine = sqrt(max(1.0 - cosine_2, 0.0)), cosine = sqrt(cosine_2);
        vec3 half_way = normal * cosine + sine * (across * cos(turn) + beside * sin(turn));
        vec3 direction = 2.0 * cosine * half_way - normal;
        // The width of a sample is the solid angle that it stands for: the inverse of its density, a quarter of that of
        // normals.
        float spread = cosine_2 * (alpha_2 - 1.0) + 1.0, density = 0.25 * alpha_2 / (PI * spread * spread);
        float level = 0.5 * log2(1.0 / (float(DIRECTIONS) * density * texel)) + OVERLAP;
        float weight = max(dot(direction, normal), 0.0);
        sum += vec4(sharp(direction, texels, max(level, 0.0)) * weight, weight);
    }
    f_colour = vec4(sum.rgb / sum.a, 1.0);
}
