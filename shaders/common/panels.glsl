// Plates of a hull, in model space: rows across it from tail to nose.
#include "common/hash.glsl"

const float PANEL = 0.46;         // m between rows of panels
const vec2 PANEL_ROUND = vec2(1.6, 3.0);  // panels per radian about the hull; by how many of them rows are shifted at most

// Rows of plates across the hull, each row shifted. x: distance to the nearest gap, m; y: number of the plate; z:
// distance to the gap before it, m. to_gap: unit, model space, towards the nearest gap.
vec3 panels(vec3 p, out vec3 to_gap)
{
    float row = floor(p.z / PANEL), aside = length(p.xy);
    float turn = atan(p.x, p.y) * PANEL_ROUND.x + hash11(uint(int(row) + 64)) * PANEL_ROUND.y;
    float around = fract(turn) - 0.5, length_wise = fract(p.z / PANEL) - 0.5;
    float within = (0.5 - abs(around)) * aside / PANEL_ROUND.x;
    float across = (0.5 - abs(length_wise)) * PANEL;
    to_gap = across < within ? vec3(0.0, 0.0, sign(length_wise)) : vec3(p.y, -p.x, 0.0) * (sign(around) / max(aside, 1e-4));
    return vec3(min(across, within), hash13(ivec3(int(row), int(floor(turn)), 5)), (0.5 - length_wise) * PANEL);
}
