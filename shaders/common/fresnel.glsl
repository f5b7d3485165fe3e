// Share of light that a surface reflects (Schlick 1994, "An Inexpensive BRDF Model for Physically-based Rendering").
// f0: at normal incidence, [0, 1]. cosine: between the ray and the normal, or the half-way direction, [0, 1].
vec3 schlick(vec3 f0, float cosine)
{
    float miss = 1.0 - cosine, miss_2 = miss * miss;
    return f0 + (1.0 - f0) * (miss_2 * miss_2 * miss);
}
