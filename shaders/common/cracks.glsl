// Cracks that grow over a surface from an origin, cut into the body: a dark groove, lips that glitter, and below it a
// sheet of broken crystal that goes down into the volume and shows through the face beside it. Two levels, main cracks
// and branches, along Voronoi borders (Quilez 2012) in the surface's own plane, which are warped by zigzags: crystal
// breaks in straight pieces that kink.
#include "common/inside.glsl"
#include "common/noise.glsl"

struct Crack {
    float groove;  // [0, 1] share of the pixel that is groove, dark
    float lip;     // [0, 1] share that is lip, weighted with the glitter of its splinters
    float sheet;   // [0, 1] brightness of the sheet in the volume
    float fresh;   // [0, 1] 1 at the front of the crack, falling behind it
    vec3 down;     // model space, unit: in the face, towards the groove
};

const float CRACK_CELL = 2.1;         // m between main cracks
const float CRACK_BRANCH = 3.1;       // branches per main cell
const float CRACK_WARP = 0.16;        // cells by which lines zigzag
const vec2 CRACK_KINKS = vec2(2.1, 1.7), CRACK_BENDS = vec2(0.9, 1.3);  // zigzags per cell; of the shift of those
const vec2 CRACK_WIDTH = vec2(0.008, 0.040);  // m: of the finest and of the widest groove
const float CRACK_CLOSED = 0.02;      // share of the widest groove up to which cracks stay closed
const float CRACK_LIP = 0.55;         // width of a lip per width of its groove
const float CRACK_FRONT = 3.5;        // m behind the front in which a crack opens, and still glows
const float CRACK_STRAGGLE = 5.0;     // m by which the front is uneven
const float CRACK_SHEET = 0.60;       // m below the face to which the sheet of the widest crack goes
const float CRACK_NEAR = 0.55;        // m from a main crack in which its branches are
const float CRACK_BRANCHING = 0.6;    // share of cells without branches
const float TRUNK_BREADTH = 1.1;      // m to each side of a trunk in which borders are of it
const vec2 TRUNK_WANDERS = vec2(3.0, 0.11);  // m by which it wanders up and down; turns per m
const vec2 TRUNK_WIDE = vec2(0.55, 2.8);     // factors on the width of grooves, far from a trunk and in it
const float CRACK_SPLINTERS = 7.0;    // splinters per m of a lip
const float GLITTER_LEAST = 0.15;     // of the light of splinters: the darkest; the brightest is 1
const float GLITTER_MEAN = mix(GLITTER_LEAST, 1.0, 1.0 / 3.0);  // as its square root is spread evenly

// From 0 to 1 and back, linearly, over each unit of p.
vec2 zigzag(vec2 p) { return abs(2.0 * fract(p) - 1.0); }

// Of one crack. d: distance from it, m; towards: m per m by which the refracted ray approaches it, per m of depth;
// width: of its groove, m; change: of d to the pixels beside, m. Returns the shares of groove and lip, and the
// brightness of the sheet.
vec3 cut(float d, float towards, float width, float change)
{
    float groove = line_share(d, width, change);
    float whole = line_share(d, width * (1.0 + 2.0 * CRACK_LIP), change);
    float deep = CRACK_SHEET * width / CRACK_WIDTH.y;  // m, of the sheet
    float below = d / max(towards, 1e-3);              // m below the face, where the ray meets it
    float left = clamp(1.0 - below / max(deep, 1e-4), 0.0, 1.0);
    return vec3(groove, whole - groove, left * step(0.0, towards));
}

// Call it in uniform control flow (it needs derivatives). place: the point; origin: where cracks begin; in model space,
// m. reach: how far they have grown, m. trunk: how much farther one wide crack along z has, at the origin's height, m.
Crack cracks(vec3 place, Inside i, vec3 origin, float reach, float trunk)
{
    if (reach <= 0.0) return Crack(0.0, 0.0, 0.0, 0.0, vec3(0.0));  // uniform
    float way = length(place - origin);
    vec3 n = abs(i.normal);
    bool x = n.x > n.y && n.x > n.z, y = !x && n.y > n.z;
    vec2 plane = x ? place.zy : (y ? place.xz : place.xy), ray = x ? i.ray.zy : (y ? i.ray.xz : i.ray.xy);
    vec2 p = plane / CRACK_CELL;
    float swell = value_noise(vec3(p * 1.7, 4.0));
    p += CRACK_WARP * (zigzag(CRACK_KINKS * p.yx + 0.5 * zigzag(CRACK_BENDS * p)) - 0.5);
    vec2 right = CRACK_CELL * dFdx(p), up = CRACK_CELL * dFdy(p);
    vec4 border = voronoi_border_2d(p), branch = voronoi_border_2d(p * CRACK_BRANCH + 5.7);
    float d = border.x * CRACK_CELL, d_branch = branch.x * CRACK_CELL / CRACK_BRANCH;
    // The front runs ahead along some borders and lags along others. Grooves swell and thin; some borders stay closed.
    float behind_front = reach - way - CRACK_STRAGGLE * (border.y - 0.5), wide = 1.0, in_trunk = 0.0;
    if (trunk > 0.0) {  // uniform
        float wander = TRUNK_WANDERS.x * (value_noise(vec3(place.z * TRUNK_WANDERS.y, sign(place.x), 2.0)) - 0.5);
        float off = (place.y - origin.y - wander) / TRUNK_BREADTH;
        in_trunk = exp2(-off * off);
        behind_front += trunk * in_trunk;
        wide = mix(TRUNK_WIDE.x, TRUNK_WIDE.y, in_trunk);
    }
    float grown = clamp(behind_front / CRACK_FRONT, 0.0, 1.0);
    float size = grown * wide * mix(smoothstep(0.12, 0.7, swell) * mix(0.25, 1.0, border.y * border.y), 1.0, 0.6 * in_trunk);
    float near = (1.0 - smoothstep(0.0, CRACK_NEAR, d)) * step(CRACK_BRANCHING, branch.y);
    vec2 width = max(mix(vec2(CRACK_WIDTH.x), vec2(CRACK_WIDTH.y), vec2(size, 0.3 * size * near)) * step(vec2(CRACK_CLOSED), vec2(size, size * near)), 1e-5);
    vec3 main_cut = cut(d, dot(ray, border.zw), width.x, pixel_across(border.zw, right, up));
    vec3 side_cut = cut(d_branch, dot(ray, branch.zw), width.y, pixel_across(branch.zw, right, up));
    bool side = side_cut.x + side_cut.z > main_cut.x + main_cut.z;
    vec2 down = side ? branch.zw : border.zw;
    vec3 both = max(main_cut, side_cut);
    // Each splinter of a lip reflects in its own direction; those that pixels cannot show, in their mean. The sheet is
    // rippled.
    float glitter = hash13(ivec3(floor(place * CRACK_SPLINTERS)));
    both.y *= mix(GLITTER_MEAN, mix(GLITTER_LEAST, 1.0, glitter * glitter), octave_seen(sqrt(max(dot(right, right), dot(up, up))) * CRACK_SPLINTERS));
    both.z *= both.z * mix(0.35, 1.0, swell);
    if (behind_front <= 0.0) return Crack(0.0, 0.0, 0.0, 0.0, vec3(0.0));  // at the end, as derivatives stand above
    vec3 lean = x ? vec3(0.0, down.yx) : (y ? vec3(down.x, 0.0, down.y) : vec3(down, 0.0));
    return Crack(both.x, both.y, both.z, 1.0 - clamp(behind_front / (3.0 * CRACK_FRONT), 0.0, 1.0), lean);
}
