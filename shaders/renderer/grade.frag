// From light to a picture: exposure, bloom, film tone curve, vignette, grain, dither.
// Tone curve: AgX (Sobotka 2022) in the polynomial form of Wrensch 2023, "Minimal AgX Implementation".
#include "common/colour.glsl"
#include "common/noise.glsl"
#include "generated/grade.glsl"

uniform sampler2D u_image;    // mean of the sub-frames, linear light; without filter
uniform sampler2D u_bloom;    // the same, blurred by the bloom pass
uniform float u_exposure;     // factor on the light
uniform int u_seed;           // differs from film frame to film frame

in vec2 v_uv;
out vec4 f_colour;

const float MIDDLE_GREY = 0.18;
const float LOOK_SATURATION = 1.35;
const mat3 AGX_INSET = mat3(0.842479062253094, 0.0423282422610123, 0.0423756549057051,
                            0.0784335999999992, 0.878468636469772, 0.0784336,
                            0.0792237451477643, 0.0791661274605434, 0.879142973793104);
const mat3 AGX_OUTSET = mat3(1.19687900512017, -0.0528968517574562, -0.0529716355144438,
                             -0.0980208811401368, 1.15190312990417, -0.0980434501171241,
                             -0.0990297440797205, -0.0989611768448433, 1.15107367264116);
// The saturation of the look, then the outset.
const mat3 AGX_LOOK = AGX_OUTSET * (LOOK_SATURATION * mat3(1.0) + (1.0 - LOOK_SATURATION) * outerProduct(vec3(1.0), LUMINANCE));
const float AGX_MIN_STOPS = -12.47393;
const float AGX_MAX_STOPS = 4.026069;
const float GRAIN_SIZE = 0.045;      // of full scale, at strength 1
const vec3 DUST_WHITE = vec3(1.0, 0.93, 0.83);  // sRGB
// The curve to the power 1.32, which is the "punchy" look of AgX, a little gentler: a polynomial fitted within 0.0002,
// the coefficient of the power 8 first.
const int CURVE_POWER = 8;
const float AGX_CURVE[CURVE_POWER + 1] = float[](-17.408685, 87.214775, -150.083975, 109.194065, -32.4378773, 4.73542359, -0.236900146, 0.0216698483,
                                   -0.000185254344);
const float GRAIN_PEAK = 4.0;              // 1 / (tone * (1 - tone)) in the middle tones
const float LEVELS = 255.0;                // steps of 8 bits

#if HDR
const float LARGEST = HDR_LARGEST;
const float KNEE = 0.7;      // of the range of stops: above, the curve goes on as a straight line and bends before LARGEST
const float BEND = 4.0;      // how late
// The slope of the curve at the knee.
float knee_slope()
{
    float slope = float(CURVE_POWER) * AGX_CURVE[0];
    for (int k = 1; k < CURVE_POWER; k++) slope = slope * KNEE + float(CURVE_POWER - k) * AGX_CURVE[k];
    return slope;
}
#else
const float LARGEST = 1.0;   // the white of paper
#endif

// light: in units of middle grey.
vec3 agx(vec3 light)
{
    vec3 stops = max((log2(max(AGX_INSET * MIDDLE_GREY * light, 1e-10)) - AGX_MIN_STOPS) / (AGX_MAX_STOPS - AGX_MIN_STOPS), 0.0);
#if HDR
    vec3 above = max(stops - KNEE, 0.0);
    stops = min(stops, KNEE);
#else
    stops = min(stops, 1.0);
#endif
    vec3 look = vec3(AGX_CURVE[0]);
    for (int k = 1; k <= CURVE_POWER; k++) look = look * stops + AGX_CURVE[k];
    look = max(look, 0.0);
#if HDR
    vec3 rest = LARGEST - look, rise = above * knee_slope() / rest;
    look += rest * rise / pow(1.0 + pow(max(rise, 0.0), vec3(BEND)), vec3(1.0 / BEND));
#endif
    return clamp(AGX_LOOK * look, 0.0, LARGEST);
}

// (-1, 1), most often near 0: the sum of two even distributions. bits: a hash.
// Sums of whole numbers are converted once, and as signed ones, which takes a fifth of the time.
float triangle_noise(uint bits) { return float(int((bits & UINT16) + (bits >> 16u))) * UINT16_TO_UNIT - 1.0; }

void main()
{
    vec3 light = mix(textureLod(u_image, v_uv, 0.0).rgb, textureLod(u_bloom, v_uv, 0.0).rgb, u_grade_bloom);
    vec2 from_middle = v_uv - 0.5;
    float gain = u_exposure / MIDDLE_GREY * (1.0 - u_grade_vignette * smoothstep(0.15, 0.85, dot(from_middle, from_middle) * 2.0));
    light *= u_grade_tint * gain;
    light = max(mix(vec3(luminance(light)), light, u_grade_saturation), 0.0);
    light = pow(max(light, 1e-10), vec3(u_grade_contrast));
    vec3 picture = agx(light);
    uvec2 pixel = uvec2(ivec2(gl_FragCoord.xy));
    uint seed = hash_uint(pixel.x + hash_uint(pixel.y + hash_uint(uint(u_seed))));
    // Film grain is strongest in the middle tones and gone in black and white.
    float tone = min(luminance(picture), 1.0);
    float grain = float(int((hash_uint(seed) >> 8u) + (hash_uint(seed ^ GOLDEN_UINT) >> 8u))) * UINT24_TO_UNIT - 1.0;
    picture += grain * u_grade_grain * GRAIN_SIZE * GRAIN_PEAK * tone * (1.0 - tone);
    picture = mix(picture, DUST_WHITE, u_grade_whiteout);
    picture *= u_grade_fade;
#if !DEEP
    // Dither of half a step before quantisation to 8 bits, against banding of dark gradients. It is the same at all
    // times, so that still parts of the picture are bit-identical in all frames.
    uvec3 dice = hash_cell(ivec3(pixel, 0));
    float dark = step(1e-4, luminance(picture));
    picture += dark * vec3(triangle_noise(dice.x), triangle_noise(dice.y), triangle_noise(dice.z)) * (0.5 / LEVELS);
    f_colour = vec4(picture, 1.0);  // limited to [0, 1], as 8 bits are
#else
    f_colour = vec4(clamp(picture, 0.0, LARGEST), 1.0);
#endif
}
