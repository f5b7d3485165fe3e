// A large particle: a soft disc that adds light, or an occluding sprite: a soft disc, smoke eroded by noise, or a shard. Premultiplied.
#include "generated/particles.glsl"
#include "particles/sprite_record.glsl"
#include "generated/view.glsl"

uniform sampler2D u_depth;  // of the scene
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
flat in vec2 v_depth;
out vec4 f_colour;

#if OCCLUDING && SHARDS
// Coverage of a shard at p, on the disc of the sprite: within four straight edges at random positions, anti-aliased over one pixel.
float shard(vec2 p)
{
    float outside = -1.0;
    for (int i = 0; i < 4; i++) {
        float chance = fract(v_chance.x * (7.0 + 3.0 * float(i)) + v_chance.y), angle = 1.5708 * (float(i) + 0.7 * chance);
        outside = max(outside, dot(p, vec2(cos(angle), sin(angle))) - (0.35 + 0.5 * fract(5.0 * chance)));
    }
    return clamp(0.5 - outside * v_facts.y, 0.0, 1.0);
}
#endif

const float TEARS = 1.6;  // cells of the noise from a puff's middle to its edge

void main()
{
    float r2 = min(dot(v_disc, v_disc), 1.0);
    float profile = (1.0 - r2) * (1.0 - r2);
    // Fades near surfaces that intersect the particle, so that no edge is visible.
    float soft = clamp(0.5 + (v_depth.x - texelFetch(u_depth, ivec2(gl_FragCoord.xy), 0).r) * v_depth.y, 0.0, 1.0);
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
            light *= (1.0 - 0.45 * facing) * (0.65 + 0.7 * torn);
        }
    }
  #if SHARDS
    if (v_facts.x == KIND_SHARD) amount = r2 < 1.0 ? shard(v_disc) : 0.0;
  #endif
    float alpha = clamp(v_light.a * amount * soft, 0.0, 1.0);
    f_colour = vec4(light * alpha, alpha);
#else
    f_colour = vec4(v_light.rgb * (5.0 * profile * profile * v_light.a * soft), 0.0);  // 5: one over the mean over the disc
#endif
}
