// Rock thrown out of a world: dark and weathered outside, freshly broken faces still hot. values.x: heat.

const float COOL = 950.0;   // K
const float HOT = 2300.0;   // K
const vec3 STONE = vec3(0.10, 0.052, 0.038);

Surface material(Fragment f)
{
    Surface s = surface_of(f);
    float grain = fbm(f.object * 5.0 + f.tint.g * 31.0, 4);
    s.albedo = STONE * mix(0.5, 1.6, grain);
    s.roughness = 0.9;
    s.specular = 0.4;
    s.normal = normalize(f.normal + (vec3(grain, value_noise(f.object * 11.0), value_noise(f.object.zxy * 11.0)) - 0.5) * 0.8);
    float hot = f.values.x * smoothstep(0.30, 1.0, 0.45 * f.tint.r + 0.75 * ridged(f.object * 2.3 + f.tint.g * 17.0, 3));
    s.emission = blackbody(mix(COOL, HOT, hot)) * hot * hot * hot * 1.8;
    return s;
}
