// Clear crystal, to be drawn in the transmissive layer: refracts, tints by thickness, with fracture planes in the
// volume and bright edges. Region 1 (tint.a) is a broken face: rougher, with conchoidal relief.
#include "common/inside.glsl"
#include "common/noise.glsl"
/* [parameters]
colour = { type = "colour", description = "colour of light after 1 m of crystal, linear" }
glow   = { type = "float", description = "radiance from within" }
pane   = { type = "float", low = 0.0, high = 1.0, default = 0.0, neutral = 0.0, description = "share by which it is a clear pane with parallel faces, without planes in it" }
*/

const float BEVEL = 0.018;  // m
const float RIM = 2.0 * BEVEL;  // m: edges gather light
const float MAX_WAY = 2.5;  // m
const float IOR = 1.54;     // quartz
const vec2 DEPTHS = vec2(0.05, 0.16);    // m below the face: veins and near fracture planes, far ones
const vec2 PLANES = vec2(9.0, 4.0);      // fracture planes per m, near and far
const vec3 STRETCH = vec3(1.0, 0.4, 1.0);  // of the frequency of fracture planes
const vec2 RELIEF = vec2(0.02, 0.16);    // by how much the surface bends the normal: grown, broken
const vec2 ROUGHNESS = vec2(0.03, 0.14), VARIED = vec2(0.06, 0.16);  // grown, broken: least, added by facet and relief
const vec2 ALBEDO = vec2(0.015, 0.02);   // grown, broken: factors on the colour
const vec3 CLOUDED = vec3(0.42, 0.25, 0.15);  // share of the light lost at fracture planes, on veins, at broken faces
const vec3 GLOW = vec3(0.12, 1.1, 0.18);      // light of the body, of fracture planes, of broken faces: factors on u_glow
const float SURROUNDINGS = 0.18;         // share of the light around that fracture planes send to the eye
const float EDGE_GLOW = 0.8, EDGE_REFLECTION = 0.6;  // radiance of edges without glow; share of the environment that they reflect

Surface material(Fragment f)
{
    Surface s = surface_of(f);
    float broken = step(0.5, f.tint.a);
    Inside i = inside(f, f.normal, IOR);
    float veins = ridged((f.object + i.ray * DEPTHS.x) * vec3(5.0, 1.6, 5.0) + 2.0, 2);
    float conchoid = value_noise(f.object * mix(9.0, 21.0, broken));
    vec3 planes = fractures(i, f.object * STRETCH, i.ray * STRETCH, DEPTHS, PLANES, 40);
    bevel(s, f, BEVEL, 1.0, (vec3(veins, conchoid, planes.x) - 0.5) * ((1.0 - u_pane) * mix(RELIEF.x, RELIEF.y, broken)));
    s.albedo = u_colour * f.tint.rgb * mix(ALBEDO.x, ALBEDO.y, broken);
    s.roughness = mix(ROUGHNESS.x + VARIED.x * i.facet, ROUGHNESS.y + VARIED.y * conchoid, broken);
    s.translucency = 0.3;
    s.specular = mix(1.6, 0.7, u_pane);
    s.ior = IOR;
    float edge = edge_cover(f, RIM);
    s.transmission = u_colour * (1.0 - (1.0 - u_pane) * dot(CLOUDED, vec3(planes.z, veins, broken)));
    s.pane = u_pane;
    s.thickness = MAX_WAY;
    vec3 around = environment_radiance(reflect(-f.view, s.normal));
    s.emission = u_colour * (u_glow * mix(0.4, 1.6, i.facet) * dot(GLOW, vec3(1.0, planes.z, broken)) + SURROUNDINGS * (1.0 - u_pane) * planes.z * around)
               + edge * (0.25 * u_colour * (u_glow + EDGE_GLOW) + EDGE_REFLECTION * around);
    return s;
}
