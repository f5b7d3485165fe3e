// A large particle: a soft disc that adds light, or an occluding sprite: a soft disc, smoke eroded by noise, or a
// shard. Premultiplied.
#include "generated/particles.glsl"
#include "particles/sprite_record.glsl"
#include "generated/view.glsl"

uniform sampler2D u_depth;  // depth of the scene, [0, 1], of the whole size
uniform vec2 u_whole;       // pixels of the whole size for each of this picture
uniform sampler2DArray u_noise;  // noise that erodes smoke, periodic after SMOKE_CELLS; r: a layer, g: the next layer

in vec2 v_disc;
#if OCCLUDING
in vec2 v_side;
flat in vec3 v_key;
flat in vec2 v_chance;
flat in vec4 v_torn;
flat in vec2 v_facts;
#endif
flat in vec4 v_light;
flat in vec3 v_depth;
out vec4 f_colour;

#if OCCLUDING && SHARDS
const float QUARTER_TURN = 1.5708;   // radians
const float EDGE_TURN = 0.7;         // largest random rotation of an edge, quarter turns
const float EDGE_NEAREST = 0.35;     // least distance of an edge from the middle, half sizes; the largest is 0.5 more
// Factors that give each edge a random number of its own from the shard's two, and the edge a second one. Only
// fractions are used.
const float FIRST_CHANCE = 7.0, NEXT_CHANCE = 3.0, OTHER_CHANCE = 5.0;

// Coverage of a shard at p, on the disc of the sprite: within four straight edges at random positions, anti-aliased
// over one pixel.
float shard(vec2 p)
{
    float outside = -1.0;
    for (int i = 0; i < 4; i++) {
        float chance = fract(v_chance.x * (FIRST_CHANCE + NEXT_CHANCE * float(i)) + v_chance.y);
        float angle = QUARTER_TURN * (float(i) + EDGE_TURN * chance);
        outside = max(outside, dot(p, vec2(cos(angle), sin(angle))) - (EDGE_NEAREST + 0.5 * fract(OTHER_CHANCE * chance)));
    }
    return clamp(0.5 - outside * v_facts.y, 0.0, 1.0);
}
#endif

const float PUFF_SHADING = 0.45;                        // by how much a puff is brighter towards the key light, darker away from it
const float FOLD_DARKEST = 0.65, FOLD_CONTRAST = 0.7;   // factors of light where the noise is 0, and what is added where it is 1
const float TEARS = 1.6;  // cells of the noise from a puff's middle to its edge

void main()
{
    vec2 disc = at_end(v_disc, v_depth.z);
    float r2 = min(dot(disc, disc), 1.0);
    float profile = (1.0 - r2) * (1.0 - r2);
    // Fades near surfaces that intersect the particle, so that no edge is visible.
    float soft = clamp(0.5 + (v_depth.x - texelFetch(u_depth, ivec2(gl_FragCoord.xy * u_whole), 0).r) * v_depth.y, 0.0, 1.0);
#if OCCLUDING
    float amount = profile;
    vec3 light = v_light.rgb;
    if (v_facts.x == KIND_SMOKE || v_facts.x == KIND_LIT_SMOKE) {
        vec2 layers = textureLod(u_noise, vec3(v_disc * (TEARS / SMOKE_CELLS) + v_torn.xy, v_torn.z), 0.0).rg;
        float torn = mix(layers.x, layers.y, v_torn.w);
        amount = clamp(profile * (0.25 + 1.5 * smoothstep(0.25, 0.75, torn)) - 0.25 * (1.0 - torn) * r2, 0.0, 1.0);
        if (v_facts.x == KIND_LIT_SMOKE) {
            // A puff is shaded as a sphere: brighter where it faces the key light, darker where the noise is low.
            float facing = dot(v_side, v_key.xy) - sqrt(1.0 - r2) * v_key.z;
            light *= (1.0 - PUFF_SHADING * facing) * (FOLD_DARKEST + FOLD_CONTRAST * torn);
        }
    }
  #if SHARDS
    if (v_facts.x == KIND_SHARD) amount = r2 < 1.0 ? shard(v_disc) : 0.0;
  #endif
    float alpha = clamp(v_light.a * amount * soft, 0.0, 1.0);
    f_colour = vec4(light * alpha, alpha);
#else
    f_colour = vec4(v_light.rgb * (PER_PROFILE_MEAN * profile * profile * v_light.a * soft), 0.0);
#endif
}
