// Area lights on a surface: tubes, spheres as tubes without length, and rectangles, all of constant radiance. Each
// gives the vector irradiance of the unoccluded light, which is exact: of a rectangle by Lambert's formula (Arvo 1994,
// "The Irradiance Jacobian for Partially Occluded Polyhedral Sources"), of a thin tube by the integral along it, of a
// sphere as of a point. A horizon that cuts the light is that of a sphere of the same form factor (Hill and Heitz 2016,
// "Real-Time Area Lighting: a Journey from Research to Production"). The highlight is that of a point light in the mean
// direction, of a lobe that is widened by the light's size (Karis 2013, "Real Shading in Unreal Engine 4").
// AREA_LIGHTS: 1 for tubes, 2 for rectangles, 3 for both.

const float LEAST_SPREAD = 0.25;  // of the form factor, by which the squared GGX alpha grows: half of the angle, squared
// acos(x) / sqrt(1 - x^2) for x in [0, 1]: a polynomial fitted within 0.00014, the coefficient of the power 4 first.
const float ARC[5] = float[](0.11125494703, -0.40088030653, 0.7112528090, -0.9921494501, 1.5706592907);

// Angle between two unit vectors, over its sine.
float angle_over_sine(float cosine)
{
    float x = min(abs(cosine), 1.0), arc = (((ARC[0] * x + ARC[1]) * x + ARC[2]) * x + ARC[3]) * x + ARC[4];
    return cosine < 0.0 ? PI * inversesqrt(max(1.0 - x * x, 1e-7)) - arc : arc;
}

vec3 edge_term(vec3 a, vec3 b) { return cross(a, b) * angle_over_sine(dot(a, b)); }

// Vector irradiance of light k per unit of its intensity, 1/m2, towards the light. to_middle: m, from the surface.
vec3 from_rectangle(int k, vec3 to_middle)
{
    vec3 right = view.area_right[k].xyz, up = view.area_up[k].xyz;
    vec3 a = normalize(to_middle - right - up), b = normalize(to_middle + right - up);
    vec3 c = normalize(to_middle + right + up), d = normalize(to_middle - right + up);
    vec3 sum = edge_term(b, a) + edge_term(c, b) + edge_term(d, c) + edge_term(a, d);
    // The sum points away from the light behind it, where a light of one side is dark.
    float side = dot(cross(right, up), to_middle) < 0.0 ? 1.0 : -view.area_right[k].w;
    return sum * (side * 0.5 / (PI * view.area_up[k].w));
}

vec3 from_tube(int k, vec3 to_middle)
{
    vec3 axis = view.area_right[k].xyz;
    float half_length = view.area_up[k].x, least = view.area_place[k].w, along = dot(to_middle, axis);
    vec3 across = to_middle - axis * along;
    float h_2 = max(dot(across, across), least * least), h = sqrt(h_2);
    vec2 ends = vec2(along - half_length, along + half_length), shrink = inversesqrt(ends * ends + h_2);
    vec2 sine = ends * shrink, cosine = h * shrink;
    float angle = (sine.y * cosine.x - sine.x * cosine.y) * angle_over_sine(cosine.x * cosine.y + sine.x * sine.y);
    vec2 sum = vec2(angle + sine.y * cosine.y - sine.x * cosine.x, sine.y * sine.y - sine.x * sine.x);
    return (across * (sum.x / h) + axis * sum.y) / (2.0 * h * (2.0 * half_length));
}

// Adds the light of one: `from`, its vector irradiance per unit of intensity. relative: m; eye: unit.
void add_area_light(inout Direct sum, Surface s, vec3 eye, int k, vec3 to_middle, vec3 from)
{
    float reach = view.area_colour[k].a, size = max(length(from), 1e-9), form = min(size * view.area_up[k].w, 1.0);
    vec3 to_light = from / size, colour = view.area_colour[k].rgb * light_falloff(dot(to_middle, to_middle), reach, 1.0);
    float facing = dot(s.normal, from);
    // Irradiance of a sphere of the same form factor, of which the horizon of the surface hides a part.
    float front = max(form * size + facing, 0.0) / (form + 1.0);
    sum.diffuse += colour * (front * (1.0 - s.translucency) + s.translucency * max(size * WRAP.y - facing * WRAP.x, 0.0));
#ifndef DULL
    float alpha_2 = max(s.roughness * s.roughness, MIN_ALPHA);
    alpha_2 = min(alpha_2 * alpha_2 + LEAST_SPREAD * form, 1.0);
    float e_l = dot(eye, to_light), sum_length = sqrt(max(2.0 + 2.0 * e_l, 1e-12)), n_v = max(dot(s.normal, eye), 1e-3);
    float n_l = max(dot(s.normal, to_light), 0.0), n_h = max((dot(s.normal, eye) + n_l) / sum_length, 0.0);
    float d = n_h * n_h * (alpha_2 - 1.0) + 1.0;
    float smith = n_l * sqrt(n_v * n_v * (1.0 - alpha_2) + alpha_2) + n_v * sqrt(n_l * n_l * (1.0 - alpha_2) + alpha_2);
    vec3 highlight = colour * (size * 0.5 * alpha_2 * n_l / (PI * d * d * max(smith, 1e-5)));
    float miss = 1.0 - 0.5 * sum_length, miss_2 = miss * miss;  // 1 - the cosine between the eye and the half-way direction
    sum.normal_incidence += highlight;
    sum.grazing += highlight * (miss_2 * miss_2 * miss);
#endif
}

// The next light in reach of the surface after light k, or `end`. Its body is all that a light out of reach costs.
int next_in_reach(int k, int end, vec3 relative)
{
    vec3 way;
    float reach;
    do {
        k++;
        way = view.area_place[k].xyz - relative;
        reach = view.area_colour[k].a;
    } while (k < end && dot(way, way) >= reach * reach);
    return k;
}

// The first light of each range is evaluated in any case, because llvmpipe executes the body of a loop that tests first
// once more.
void add_area_lights(inout Direct sum, Surface s, vec3 relative, vec3 eye)
{
#if AREA_LIGHTS & 1
    int tube = draw.areas.x;
    do {
        vec3 to_middle = view.area_place[tube].xyz - relative;
        add_area_light(sum, s, eye, tube, to_middle, from_tube(tube, to_middle));
        tube = next_in_reach(tube, draw.areas.y, relative);
    } while (tube < draw.areas.y);
#endif
#if AREA_LIGHTS & 2
    int rectangle = draw.areas.z;
    do {
        vec3 to_middle = view.area_place[rectangle].xyz - relative;
        add_area_light(sum, s, eye, rectangle, to_middle, from_rectangle(rectangle, to_middle));
        rectangle = next_in_reach(rectangle, draw.areas.w, relative);
    } while (rectangle < draw.areas.w);
#endif
}
