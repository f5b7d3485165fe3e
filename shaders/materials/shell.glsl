// Crystal shell of a small robot, transmissive, lit from within. Regions (tint.a): 0 grown, 1 chipped.
#include "common/inside.glsl"
#include "common/noise.glsl"
/* [parameters]
colour = { type = "colour", description = "colour of light after 0.3 m of crystal, linear" }
light  = { type = "colour", description = "colour of the light within" }
glow   = { type = "float", description = "radiance of the eye, which the light within follows" }
*/

const float BEVEL = 0.005;        // m
const float RIM = 2.2 * BEVEL;    // m: edges gather light
const float IOR = 1.5;
const float THICKNESS = 0.4;      // m
const float DENSITY = 3.3;        // m of crystal that a metre of it is worth
const vec2 DEPTHS = vec2(0.012, 0.05);   // m below the face: near fracture planes, far ones
const vec2 PLANES = vec2(34.0, 15.0);    // fracture planes per m
const vec2 ROUGHNESS = vec2(0.03, 0.25); // grown, chipped
const vec2 ALBEDO = vec2(0.02, 0.25);    // grown, chipped: factors on the colour
const vec2 CLOUDED = vec2(0.35, 0.5);    // share of light lost at planes, at chipped faces
// The light within stands in the middle of the head, and in that of the body: by the height of a part's own frame.
const vec3 HEARTS = vec3(0.02, 0.13, -0.09);  // m: height between the two, height of that of the head, of that of the body
const vec2 HEART = vec2(0.04, 0.10);         // m: size of the light, of its halo in the crystal
const vec2 HEART_LIGHT = vec2(0.7, 0.16);    // radiances of both, factors on the glow
const vec3 EDGE = vec3(0.75, 0.05, 0.05);     // of edges: share of the light around, of the glow; radiance
const float PLANE_LIGHT = 0.22;               // share of the light around that fracture planes send to the eye

Surface material(Fragment f)
{
    Surface s = surface_of(f);
    float chipped = step(0.5, f.tint.a);
    Inside i = inside(f, f.normal, IOR);
    vec3 planes = fractures(i, f.object, i.ray, DEPTHS, PLANES, 60);
    float grain = value_noise(f.object * 60.0);
    bevel(s, f, BEVEL, 1.0, (vec3(grain, planes.xy) - 0.5) * mix(0.02, 0.15, chipped));
    s.albedo = u_colour * f.tint.rgb * mix(ALBEDO.x, ALBEDO.y, chipped);
    s.roughness = mix(ROUGHNESS.x, ROUGHNESS.y, chipped);
    s.translucency = 0.3;
    s.specular = 1.6;
    s.ior = IOR;
    s.transmission = pow(max(u_colour, 0.0), vec3(DENSITY)) * (1.0 - dot(CLOUDED, vec2(planes.z, chipped)));
    s.thickness = THICKNESS;
    // How near the refracted ray passes to the light: it moves within the body as one looks from elsewhere.
    vec3 heart = vec3(0.0, f.object.y > HEARTS.x ? HEARTS.y : HEARTS.z, 0.0) - f.object;
    vec3 nearest = heart - i.ray * max(dot(heart, i.ray) / dot(i.ray, i.ray), 0.0);
    vec2 away = dot(nearest, nearest) / (HEART * HEART);
    float within = dot(HEART_LIGHT, exp(-away)) * mix(0.8, 1.3, planes.z);
    vec3 around = environment_radiance(reflect(-f.view, s.normal));
    s.emission = u_light * (u_glow * (within + EDGE.y * edge_cover(f, RIM)))
               + u_colour * planes.z * PLANE_LIGHT * around
               + edge_cover(f, RIM) * (EDGE.x * around + EDGE.z * u_colour);
    return s;
}
