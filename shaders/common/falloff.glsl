// How light of a point light falls off with distance.
// Inverse square with a smooth end (Karis 2013, "Real Shading in Unreal Engine 4", section "Lighting Model").

// Irradiance at a surface that faces the light, per unit of its intensity, 1/m2. distance_2: squared distance, m2.
// reach: m, distance at which the light ends. spread_2: m2, `distance_2` bounded by the size of the light: on surfaces
// max(distance_2, radius * radius), among particles, which may be inside the light, distance_2 + radius * radius.
float light_falloff(float distance_2, float reach, float spread_2)
{
    float share = distance_2 / (reach * reach);
    float window = clamp(1.0 - share * share, 0.0, 1.0);
    return window * window / spread_2;
}
