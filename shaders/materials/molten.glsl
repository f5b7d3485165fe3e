// A molten sphere: a black-body temperature field that flows; cooler crust drifts on it.
uniform float u_glow;   // radiance of the hottest parts
uniform float u_hot;    // [0, 1] share of the surface that is bare
uniform float u_scale;  // features per unit of length

Surface material(Fragment f)
{
    Surface s = surface_of(f);
    vec3 p = f.object * u_scale * 4.0;
    vec3 flow = vec3(0.05, 0.03, -0.04) * f.time;
    float bend = fbm(p * 0.8 + flow * 3.0, 2);
    float field = fbm(p * 1.6 + bend * 1.5 + flow, 4);
    float grain = ridged(p * 4.0 + bend, 2);
    float heat = smoothstep(0.62 - 0.55 * u_hot, 0.95 - 0.45 * u_hot, field + 0.15 * grain);
    s.albedo = vec3(0.02);
    s.roughness = 0.9;
    s.emission = blackbody(mix(1250.0, 3900.0, heat)) * u_glow * (0.05 + heat * heat);
    return s;
}
