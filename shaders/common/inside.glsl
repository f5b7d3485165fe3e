// What shows in the body of a crystal behind its face, along the refracted ray, in the mesh's own frame: patterns that
// are evaluated there lie in the volume, and shift against the face as the camera moves.
#include "common/hash.glsl"
#include "common/surface.glsl"

struct Inside {
    vec3 ray;      // refracted ray, model space, per m of depth below the face
    vec3 normal;   // unit normal of the face, model space, outward on the viewer's side
    float way;     // m of ray per m of depth, at least 1
    float facet;   // [0, 1]: another value for each direction of a face, so that the faces of one crystal differ
    float pixel;   // m: width of a pixel on the face
};

const vec3 FACET_TURNS = vec3(5.3, 3.1, 7.7);  // radians of `facet` per unit of the face's normal

// normal: unit, world axes, that the ray is refracted at; ior: index of refraction, > 1.
Inside inside(Fragment f, vec3 normal, float ior)
{
    vec3 ray = refract(-f.view, normal, 1.0 / ior);
    // The derivatives of position in both frames span the face: coordinates in one of them hold in the other.
    float xx = dot(f.relative_x, f.relative_x), xy = dot(f.relative_x, f.relative_y), yy = dot(f.relative_y, f.relative_y);
    float rx = dot(ray, f.relative_x), ry = dot(ray, f.relative_y), area_2 = max(xx * yy - xy * xy, 1e-30);
    vec3 along = (f.object_x * (yy * rx - xy * ry) + f.object_y * (xx * ry - xy * rx)) / area_2;
    vec3 across = cross(f.object_x, f.object_y) * sign(dot(cross(f.relative_x, f.relative_y), f.normal));
    vec3 face = across * inversesqrt(max(dot(across, across), 1e-30));
    float down = max(-dot(ray, f.normal), 0.25);
    float facet = 0.5 + 0.5 * sin(dot(face, FACET_TURNS));
    return Inside(along / down - face, face, 1.0 / down, facet, sqrt(min(xx, yy)));
}

const float UNEVEN = 0.7;   // radians per layer, and share of a layer, by which planes are shifted
const float STEP = 0.04;    // least width of the step from one layer to the next, mean distances of planes
const vec2 BULGE = vec2(0.30, 1.1);  // mean distances by which planes bulge; radians of a bulge per mean distance
const vec3 FIRST = vec3(0.83, 0.21, 0.52), SECOND = vec3(-0.47, 0.33, 0.82), THIRD = vec3(0.14, 0.93, -0.34);  // [-1, 1]: normals
const vec2 BLOCKS = vec2(1.5, 0.25);  // factors on the light of the first two families of planes, and of the third
const float FAR_LEFT = 0.4;         // share of near planes seen where far ones are dark

// A family of parallel planes: brightness, [0, 1], of the layer between two of them that a place is in.
// x: place across the planes, mean distance 1; pixel: change of x to the pixels beside; family: its number.
float layer(float x, float pixel, int family)
{
    x += UNEVEN * sin(UNEVEN * x + float(family));
    float cell = floor(x);
    float step_up = clamp((x - cell - 1.0) / max(pixel, STEP) + 1.0, 0.0, 1.0);
    float near = hash13(ivec3(int(cell), family, 5)), far = hash13(ivec3(int(cell) + 1, family, 5));
    return mix(mix(near, far, step_up), 0.5, clamp(pixel - 0.5, 0.0, 1.0));
}

// Blocks between three families of parallel planes, each of another brightness, from 0 to about 1.
// p: place, in mean distances of planes; pixel: width of a pixel there; number: of the set of planes.
float blocks(vec3 p, float pixel, int number)
{
    p += BULGE.x * sin(BULGE.y * p.yzx + float(number));
    float a = layer(dot(p, FIRST), pixel, number), b = layer(dot(p, SECOND), pixel, number + 1);
    float c = layer(dot(p, THIRD), pixel, number + 2);
    return a * b * BLOCKS.x + c * c * BLOCKS.y;
}

// Fracture planes in the volume at two depths. x, y: brightness of the near and of the far blocks; z: light that both
// send to the eye; each from 0 to about 1. place, ray: as `Fragment.object` and `i.ray`, or both stretched alike;
// depths: m below the face; planes: per m.
vec3 fractures(Inside i, vec3 place, vec3 ray, vec2 depths, vec2 planes, int number)
{
    float near = blocks((place + ray * depths.x) * planes.x, i.pixel * planes.x, number);
    float far = blocks((place + ray * depths.y) * planes.y, i.pixel * planes.y, number + 3);
    return vec3(near, far, near * (FAR_LEFT + far));
}
