// The face of a star: limb darkening (Eddington: I/I0 = (2 + 3 mu) / 5), granules in two scales, spots.
uniform float u_brightness;  // radiance of the middle of the disc
uniform vec3 u_colour;       // linear, of the star's light
uniform float u_activity;    // [0, 2] strength of spots

Surface material(Fragment f)
{
    Surface s = surface_of(f);
    float mu = max(dot(f.normal, f.view), 0.0);
    vec3 p = normalize(f.object);
    // Granules flow: the field that carries them changes slowly.
    vec3 drift = vec3(fbm(p * 3.0 + f.time * 0.02, 2), fbm(p * 3.0 + 7.0 - f.time * 0.02, 2), 0.0) * 0.35;
    vec3 q = p + drift * 0.22;
    float cells = voronoi_edge(q * 21.0 + vec3(0.0, 0.0, f.time * 0.10)).x;
    float granules = smoothstep(0.0, 0.32, cells);
    float fine = fbm(q * 64.0 + f.time * 0.3, 3);
    float broad = fbm(q * 5.0 - f.time * 0.015, 4);
    float spots = smoothstep(0.66, 0.74, fbm(q * 3.6 + 11.0, 3)) * min(u_activity, 1.0);
    float plage = smoothstep(0.60, 0.80, ridged(q * 7.0 + broad, 3)) * u_activity;
    float light = (2.0 + 3.0 * mu) / 5.0;
    light *= mix(0.62, 1.15, granules) * mix(0.75, 1.25, fine) * mix(0.6, 1.3, broad);
    light = light * (1.0 - 0.86 * spots) + 0.55 * plage * (1.0 - spots);
    // Cooler towards the limb, where one sees higher, cooler layers.
    vec3 tint = mix(u_colour * vec3(1.0, 0.55, 0.3), u_colour, smoothstep(0.0, 0.9, mu));
    tint = mix(tint, vec3(1.0, 0.62, 0.28), clamp(light * 0.35 - 0.12, 0.0, 0.6));
    s.albedo = vec3(0.0);
    s.specular = 0.0;
    s.emission = tint * light * u_brightness + u_colour * pow(1.0 - mu, 5.0) * u_brightness * 0.8;
    return s;
}
