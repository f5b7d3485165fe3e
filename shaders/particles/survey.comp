// Looks at a few particles of a batch, before they are all drawn: how bright they are, and how dense in the picture.
// From that follow the steps in which their light is summed, and how many pixels each is spread over.
#define BLOCKS 1
#include "particles/spot.glsl"
#include "particles/survey.glsl"
#include "particles/light_sum.glsl"

layout(local_size_x = 128) in;

uniform uint u_first;
uniform uint u_count;
uniform uint u_drawn;        // of those, by the level of detail
uniform float u_most_steps;  // of light that one particle may have
uniform uvec2 u_tiles;       // of the picture, across and down: none has light yet

// Steps of a usual particle: the fields hold some thirty of 64, counters take the rest. Few particles get more, for what
// is lost by rounding is seen in each.
const float USUAL_STEPS = 64.0, FINEST_STEPS = 512.0, STEPS_OF_ALL = 4194304.0;
const float BRIGHTER = 4.0;          // than the brightest of the few: none is thought to be more so
const float FAINTEST = 1.0 / 1024.0;  // of the brightest: fainter ones do not count as usual
// Particles a pixel between which an emitter goes over from spreading each over four pixels to giving it one: so
// dense, nobody sees a single one. But not for fewer than these, which cost little.
const float SPARSE = 0.06, DENSE = 0.12, FEW = 32768.0, MANY = 65536.0;

shared float brightness[gl_WorkGroupSize.x];
shared vec2 places[gl_WorkGroupSize.x];

void main()
{
    uint me = gl_LocalInvocationID.x;
    hold_rows();
    hold_view();
    uint k = u_first + uint(float(u_count) * fract(float(me) * GOLDEN + 0.5));
    begin_block(u_first, u_first + u_count - 1u);
    brightness[me] = 0.0;
    Particle p = seen_at(min(k, u_first + u_count - 1u), NOW);
    Spot s;
    if (p.alive && spot(p, view.clip_from_relative, view.viewport, s)) {
        brightness[me] = max(s.energy.r, max(s.energy.g, s.energy.b));
        places[me] = clamp(s.place, vec2(0.0), view.viewport);
    }
    for (uint tile = me; tile < u_tiles.x * u_tiles.y; tile += gl_WorkGroupSize.x) { tiles[2u * tile] = 0u; tiles[2u * tile + 1u] = 0u; }
    barrier();
    if (me != 0u) return;
    spilt_groups[0] = u_tiles.x; spilt_groups[1] = u_tiles.y; spilt_groups[2] = 0u; spilt_groups[3] = 0u;
    float most = 0.0;
    for (uint i = 0u; i < gl_WorkGroupSize.x; i++) most = max(most, brightness[i]);
    float logs = 0.0, seen = 0.0;
    vec2 low = view.viewport, high = vec2(0.0);
    for (uint i = 0u; i < gl_WorkGroupSize.x; i++) {
        if (brightness[i] <= most * FAINTEST) continue;
        logs += log2(brightness[i]);
        seen += 1.0;
        low = min(low, places[i]);
        high = max(high, places[i]);
    }
    // None among the few: take any scale that a spark of radiance 1 on one pixel is well drawn at.
    float usual = seen > 0.0 ? logs / seen : 0.0;
    float wanted = min(clamp(STEPS_OF_ALL / float(u_drawn), USUAL_STEPS, FINEST_STEPS), u_most_steps / USUAL_STEPS);
    float brightest = seen > 0.0 ? log2(most) : 0.0;
    survey.steps = exp2(floor(min(log2(wanted) - usual, log2(u_most_steps / BRIGHTER) - brightest)));
    survey.unit = 1.0 / survey.steps;
    survey.most_steps = u_most_steps;
    vec2 area = max(high - low, 1.0);
    float density = float(u_drawn) * seen / (float(gl_WorkGroupSize.x) * area.x * area.y);
    float many = clamp((float(u_drawn) - FEW) / (MANY - FEW), 0.0, 1.0);
    survey.spread_share = 1.0 - many * clamp((density - SPARSE) / (DENSE - SPARSE), 0.0, 1.0);
}
