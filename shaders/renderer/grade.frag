// From light to a picture: exposure, bloom, film tone curve, vignette, grain, dither.
// Tone curve: AgX (Sobotka 2022) in the polynomial form of Wrensch 2023, "Minimal AgX Implementation".
#include "common/colour.glsl"
#include "common/noise.glsl"
#include "generated/grade.glsl"

uniform sampler2D u_image;    // mean of the sub-frames, linear light
uniform sampler2D u_bloom;    // the same, blurred by the bloom pass
uniform float u_exposure;     // factor on the light
uniform int u_seed;           // differs from film frame to film frame

in vec2 v_uv;
out vec4 f_colour;

const mat3 AGX_INSET = mat3(0.842479062253094, 0.0423282422610123, 0.0423756549057051,
                            0.0784335999999992, 0.878468636469772, 0.0784336,
                            0.0792237451477643, 0.0791661274605434, 0.879142973793104);
const mat3 AGX_OUTSET = mat3(1.19687900512017, -0.0528968517574562, -0.0529716355144438,
                             -0.0980208811401368, 1.15190312990417, -0.0980434501171241,
                             -0.0990297440797205, -0.0989611768448433, 1.15107367264116);
const float AGX_MIN_STOPS = -12.47393;
const float AGX_MAX_STOPS = 4.026069;
const float LOOK_POWER = 1.32;       // the "punchy" look of AgX, a little gentler
const float LOOK_SATURATION = 1.35;
const float GRAIN_SIZE = 0.045;      // of full scale, at strength 1
const vec3 DUST_WHITE = vec3(0.93, 0.87, 0.84);  // sRGB
const vec3 AGX_HIGH = vec3(15.5, -40.14, 31.96);  // coefficients of the powers 6, 5, 4 of the curve,
const vec4 AGX_LOW = vec4(-6.868, 0.4298, 0.1191, -0.00232);  // and of 3, 2, 1, 0
const float GRAIN_PEAK = 4.0;              // 1 / (tone * (1 - tone)) in the middle tones
const float LEVELS = 255.0;                // steps of 8 bits

vec3 agx(vec3 light)
{
    vec3 stops = clamp((log2(max(AGX_INSET * light, 1e-10)) - AGX_MIN_STOPS) / (AGX_MAX_STOPS - AGX_MIN_STOPS), 0.0, 1.0);
    vec3 x2 = stops * stops, x4 = x2 * x2;
    vec3 curve = AGX_HIGH.x * x4 * x2 + AGX_HIGH.y * x4 * stops + AGX_HIGH.z * x4 + AGX_LOW.x * x2 * stops + AGX_LOW.y * x2 + AGX_LOW.z * stops
               + AGX_LOW.w;
    vec3 look = pow(max(curve, 0.0), vec3(LOOK_POWER));
    look = mix(vec3(luminance(look)), look, LOOK_SATURATION);
    return clamp(AGX_OUTSET * look, 0.0, 1.0);
}

float triangle_noise(uint seed) { return hash11(seed) + hash11(seed ^ GOLDEN_UINT) - 1.0; }

void main()
{
    vec3 light = mix(textureLod(u_image, v_uv, 0.0).rgb, textureLod(u_bloom, v_uv, 0.0).rgb, u_grade_bloom);
    vec2 from_middle = v_uv - 0.5;
    light *= u_exposure * u_grade_tint * (1.0 - u_grade_vignette * smoothstep(0.15, 0.85, dot(from_middle, from_middle) * 2.0));
    light = max(mix(vec3(luminance(light)), light, u_grade_saturation), 0.0);
    const float middle_grey = 0.18;
    light = middle_grey * pow(max(light / middle_grey, 1e-10), vec3(u_grade_contrast));
    vec3 picture = agx(light);
    uvec2 pixel = uvec2(gl_FragCoord.xy);
    uint seed = hash_uint(pixel.x + hash_uint(pixel.y + hash_uint(uint(u_seed))));
    // Film grain is strongest in the middle tones and gone in black and white.
    float tone = luminance(picture);
    picture += triangle_noise(seed) * u_grade_grain * GRAIN_SIZE * GRAIN_PEAK * tone * (1.0 - tone);
    picture = mix(picture, DUST_WHITE, u_grade_whiteout);
    picture *= u_grade_fade;
    // Dither of half a step before quantisation to 8 bits, against banding of dark gradients. It is the same at all times, so
    // that still parts of the picture are bit-identical in all frames.
    seed = hash_uint(pixel.x + hash_uint(pixel.y));
    float dark = step(1e-4, luminance(picture));
    picture += dark * vec3(triangle_noise(seed + 1u), triangle_noise(seed + 2u), triangle_noise(seed + 3u)) * (0.5 / LEVELS);
    f_colour = vec4(clamp(picture, 0.0, 1.0), 1.0);
}
