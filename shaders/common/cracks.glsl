// Cracks that grow over a surface from an origin. Two levels: main cracks, and branches.
// Distance to Voronoi borders (Quilez 2012) in the surface's own plane, warped so that no line is straight.

struct Crack {
    float line;    // [0, 1] dark hair-line
    float border;  // [0, 1] bright refracting rim about it
    float fresh;   // [0, 1] 1 at the front of the crack, falling behind it
};

const float CRACK_CELL = 2.1;         // m between main cracks
const float CRACK_BRANCH = 3.1;       // branches per main cell
const float CRACK_WARP = 0.35;        // cells by which lines wander
const float CRACK_WIDTH = 0.016;      // m
const float CRACK_RIM = 0.07;         // m
const float CRACK_FRONT = 3.5;        // m behind the front in which a crack still glows
const float CRACK_STRAGGLE = 9.0;     // m by which the front is uneven
const float CRACK_BRANCHING = 0.45;      // share of cells without branches
const float CRACK_BRANCH_RIM = 0.6;      // brightness of a branch's rim relative to a main crack's

// Call it in uniform control flow (it needs derivatives). place: the point; normal: unit, of the surface; origin: where cracks
// begin; all in one frame, m. reach: how far they have grown, m.
Crack cracks(vec3 place, vec3 normal, vec3 origin, float reach)
{
    if (reach <= 0.0) return Crack(0.0, 0.0, 0.0);  // uniform
    float way = length(place - origin);
    vec3 n = abs(normal);
    vec2 plane = n.x > n.y && n.x > n.z ? place.zy : (n.y > n.z ? place.xz : place.xy);
    vec2 p = plane / CRACK_CELL;
    p += CRACK_WARP * (vec2(value_noise(vec3(p * 2.3, 1.0)), value_noise(vec3(p * 2.3, 9.0))) - 0.5);
    vec2 main_cell = voronoi_edge_2d(p);
    // The front runs ahead in some cells and lags in others.
    float behind_front = reach - way - CRACK_STRAGGLE * (main_cell.y - 0.5);
    float grown = clamp(behind_front / CRACK_FRONT, 0.0, 1.0);
    float d = main_cell.x * CRACK_CELL;
    // Lines swell and thin along their way; some borders stay closed.
    float swell = value_noise(vec3(p * 1.7, 4.0));
    grown *= smoothstep(0.18, 0.55, swell);
    vec2 branch_cell = voronoi_edge_2d(p * CRACK_BRANCH + 5.7);
    float branch = branch_cell.x * CRACK_CELL / CRACK_BRANCH;
    // Branches grow only near a main crack, and not everywhere.
    float near_main = (1.0 - smoothstep(0.0, 0.55, d)) * step(CRACK_BRANCHING, branch_cell.y);
    float line = max(line_cover(d, CRACK_WIDTH * grown), line_cover(branch, 0.5 * CRACK_WIDTH) * near_main * grown);
    float rim = max(1.0 - smoothstep(0.0, CRACK_RIM, d), CRACK_BRANCH_RIM * near_main * (1.0 - smoothstep(0.0, 0.4 * CRACK_RIM, branch)));
    // Tested at the end, because line_cover needs derivatives.
    if (behind_front <= 0.0) return Crack(0.0, 0.0, 0.0);
    return Crack(line, rim * grown, 1.0 - clamp(behind_front / (3.0 * CRACK_FRONT), 0.0, 1.0));
}
