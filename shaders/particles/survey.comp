// Samples 128 particles of a batch, before all are drawn, for brightness and density in the picture. From these it
// chooses the step of the integers in which light is summed (see survey.glsl), and the share of particles that are
// spread over four pixels.
#define BLOCKS 1
#include "generated/batches.glsl"
#include "particles/spot.glsl"
#include "particles/survey.glsl"
#include "particles/light_sum.glsl"
#include "generated/part.glsl"

layout(local_size_x = SURVEY_GROUP) in;

#if TABLED
uniform uint u_row;  // of the table: that of the first batch of the dispatch
#endif
uniform float u_most_steps;  // largest integer light of one particle, a number of steps

// Integer light of an average particle: the fields of a pixel hold about thirty particles of 64, counters the rest. If
// there are few particles, it is larger, because rounding is visible in each.
const float USUAL_STEPS = 64.0, FINEST_STEPS = 512.0, STEPS_OF_ALL = 4194304.0;
const float BRIGHTER = 4.0;          // margin: particles of the batch are assumed to be at most so much brighter than the brightest sample
const float FAINTEST = 1.0 / 1024.0;  // of the brightest: fainter ones do not count for the average
// Particles per pixel between which the batch changes from splats of four pixels to splats of one, because single
// particles are not visible at this density; and number of particles from which all may, more than FEW, because few
// particles cost little.
const float SPARSE = 0.06, DENSE = 0.12, MANY = 65536.0;

shared float brightness[gl_WorkGroupSize.x];
shared vec2 places[gl_WorkGroupSize.x];

void main()
{
    uint me = gl_LocalInvocationID.x;
#if TABLED
    hold_inputs(u_row + gl_WorkGroupID.y);
#endif
    hold_rows();
    hold_view();
    uint k = u_from + uint(float(u_count) * fract(float(me) * GOLDEN + 0.5));
    begin_block(u_from, u_from + u_count - 1u);
    brightness[me] = 0.0;
    Particle p = seen_at(min(k, u_from + u_count - 1u), NOW);
    Spot s;
    if (p.alive && spot(p, view.clip_from_relative, view.viewport, s)) {
        brightness[me] = max(s.energy.r, max(s.energy.g, s.energy.b));
        places[me] = clamp(s.place, vec2(0.0), view.viewport);
    }
    barrier();
    if (me != 0u) return;
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
    if (seen > 0.0) {
        float wanted = min(clamp(STEPS_OF_ALL / float(u_drawn), USUAL_STEPS, FINEST_STEPS), u_most_steps / USUAL_STEPS);
        atomicMax(survey.finest, int(floor(log2(wanted) - logs / seen)));
        atomicMin(survey.coarsest, int(floor(log2(u_most_steps / BRIGHTER) - log2(most))));
    }
    vec2 area = max(high - low, 1.0);
    float density = float(u_drawn) * seen / (float(gl_WorkGroupSize.x) * area.x * area.y);
    float many = clamp((float(u_drawn) - FEW) / (MANY - FEW), 0.0, 1.0);
    survey.spread_share = 1.0 - many * clamp((density - SPARSE) / (DENSE - SPARSE), 0.0, 1.0);
}
