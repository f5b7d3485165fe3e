// Colour, radiance and opacity of a particle over its life. Mirrors visualizer/particles/appearance.py.
#include "common/colour.glsl"
#include "common/constants.glsl"
#include "particles/curves.glsl"
#include "particles/life.glsl"

#if APPEARANCE == APPEARANCE_SHARD
// Cosine of the angle between a shard's normal and the direction to the eye: 1 or -1 face on, 0 edge on.
float tumble(Particle p) { return cos(TAU * p.chance.x + emitter_spin() * (2.0 * p.chance.y - 1.0) * p.age); }
#endif

// Sets colour, shine and opacity. grown: diameter over that at birth, without curves. by_speed: factors at its speed,
// if there are such curves: rgb of the colour.
void appear(inout Particle p, float grown, vec4 by_speed)
{
#if GLOWS
    p.colour = blackbody(mix(emitter_temperature(), emitter_temperature_end(), p.share));
#else
    p.colour = mix(emitter_colour(), emitter_colour_end(), p.share);
#endif
    p.shine = emitter_brightness() * mix(1.0, emitter_dim(), p.share);
    // Opacity rises from 0 at birth if fade_in is above 0, and falls to 0 at the end of life.
    float shown = 1.0 - smoothstep(1.0 - max(emitter_fade_out(), SHORTEST_FADE), 1.0, p.share);
#if FADES_IN
    shown *= emitter_fade_in() > 0.0 ? smoothstep(0.0, emitter_fade_in(), p.share) : 1.0;
#endif
    // The same matter, or light, is spread over a larger area.
    p.opacity = emitter_opacity() * shown / max(1.0, grown * grown);
#if LIFE_CURVES
    vec4 over_life = curve(CURVE_LIFE, p.share);
    p.colour *= over_life.rgb;
    p.opacity *= over_life.a;
#endif
#if SPEED_CURVES
    p.colour *= by_speed.rgb;
#endif
#if APPEARANCE == APPEARANCE_EMBER
    p.shine *= EMBER_MEAN + EMBER_SWING * sin(p.age * (EMBER_RATE + EMBER_RATE_SPREAD * p.chance.w) + TAU * p.chance.w);
#elif APPEARANCE == APPEARANCE_GLINT
    // A turning facet: dark, with a flash twice a turn.
    float turn = p.age * (GLINT_RATE + GLINT_RATE_SPREAD * p.chance.w) + TAU * p.chance.x;
    p.shine *= GLINT_DARK + GLINT_FLASH * pow(abs(sin(turn)), float(GLINT_POWER));
#elif APPEARANCE == APPEARANCE_SHARD
    p.shine *= SHARD_DARK + SHARD_FLASH * pow(abs(tumble(p)), float(SHARD_POWER));  // a flash when it is seen face on
#endif
}
