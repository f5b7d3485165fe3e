// Light through a transmissive body, refracted where the ray enters it and where it leaves: at the back face that is
// seen where the ray comes out (after Wyman 2005, "An Approximate Image-Space Approach for Interactive Refraction").
// What is behind is looked up in the opaque picture. A ray that leaves the picture sees the environment; one that a
// back face reflects wanders on within the body and leaves it near by, so that it sees the mean of the picture there
// too. Absorption by Beer-Lambert; dispersion by three indices.
#include "common/depth.glsl"
#include "common/fresnel.glsl"
#include "common/rays.glsl"

uniform sampler2D u_behind;      // half the size, with mip levels, written by the pass `behind`. rgb: opaque picture; a: 1 / distance, 1/m
uniform sampler2D u_back_depth;  // depth of the nearest back faces, written by the back pass

const float DISPERSION = 0.012;    // difference of index between red and blue
const float BLUR_LEVELS = 5.0;     // mip levels that roughness 1 reaches from the full size on
const float LEAST_SLANT = 0.1;     // cosine between the view ray and the camera's axis
const float LEAST_LEAVING = 0.05;  // cosine between a ray in the body and the normal of the face that it leaves by
const float LEAST_WAY = 0.02;      // m through a body
const vec2 PLATE = vec2(0.1, 0.4); // widths of a pixel on the back face, of the way through the body, from which it becomes a plate
const vec2 BENT = vec2(0.1, 0.4);  // difference of the slopes on both sides of a pixel, relative: from where on it is an edge
const float WIDEST = 6.0;          // pixels to each side with which a back face is compared
const float MARGIN = 0.3;          // of the picture's width and height, over which what is looked up gives way to the environment
const vec2 WANDERED = vec2(0.03, 0.7); // of a ray that is reflected within: heights of the picture over which it sees a mean; share of that
const float BEVELLED = 0.8;        // share of that mean in a pixel which is all bevel
const float FARTHEST = 1e-4;       // 1/m: what is farther counts as endlessly far

// xy: place in the picture, [0, 1], of a place in the world; z: distance along the view, m.
vec3 picture_place(vec3 relative)
{
    vec4 clip = view.clip_from_relative * vec4(relative, 1.0);
    return vec3(clip.xy / max(clip.w, 1e-4) * 0.5 + 0.5, clip.w);
}

// Relative position of the back face seen in a pixel, m. w: 1 if there is one.
vec4 back_face(ivec2 pixel)
{
    pixel = clamp(pixel, ivec2(0), textureSize(u_back_depth, 0) - 1);
    float depth = texelFetch(u_back_depth, pixel, 0).r;
    return vec4(ray_through((vec2(pixel) + 0.5) / view.viewport) * view_distance(depth), step(1e-9, depth));
}

// The change of `middle` to the next pixel on the side where the surface goes on. bent: raised to how far both sides
// differ, [0, 1].
vec3 along_face(vec4 before, vec4 middle, vec4 after, inout float bent)
{
    vec3 a = middle.xyz - before.xyz, b = after.xyz - middle.xyz;
    bool first = after.w < 0.5 || (before.w > 0.5 && dot(a, a) < dot(b, b));
    bent = max(bent, distance(a, b) * inversesqrt(max(dot(a, a) + dot(b, b), 1e-30)));
    return first ? a : b;
}

// Where a ray that leaves a body comes to. place: where it leaves, relative, m; direction: unit. xy: place in the
// picture; z: [0, 1] share of what is seen there, less beyond the picture.
vec3 comes_to(vec3 place, vec3 direction)
{
    float ahead = dot(direction, view.camera_forward);
    vec3 from = picture_place(place);
    float nearness = max(textureLod(u_behind, clamp(from.xy, 0.0, 1.0), 0.0).a, FARTHEST);
    float way = max(1.0 / nearness - from.z, 0.0) / max(ahead, LEAST_SLANT);
    vec3 to = picture_place(place + direction * way);
    vec2 inside = min(to.xy, 1.0 - to.xy);
    float share = clamp(min(inside.x, inside.y) / MARGIN + 1.0, 0.0, 1.0) * smoothstep(0.0, LEAST_SLANT, ahead);
    return vec3(clamp(to.xy, 0.002, 0.998), share);
}

// Direction, unit, in which a ray of one index leaves. entered, normal: of the faces by which it enters and leaves;
// reflected: whether the latter reflects it.
vec3 leaving_ray(Fragment f, vec3 entered, vec3 normal, float index, bool reflected)
{
    vec3 within = refract(-f.view, entered, 1.0 / index), ray = refract(within, -normal, index);
    return reflected || dot(ray, ray) < 0.5 ? reflect(within, normal) : ray;
}

vec3 transmitted(Fragment f, Surface s)
{
    float front = view_distance(gl_FragCoord.z);
    float back = view_distance(texelFetch(u_back_depth, ivec2(gl_FragCoord.xy), 0).r);
    float slant = max(dot(-f.view, view.camera_forward), LEAST_SLANT);
    // By the face alone: what the share of a bevel sees is a mean of what lies around, as its rays spread widely.
    vec3 entered = normalize(s.normal + s.to_face), ray = refract(-f.view, entered, 1.0 / s.ior);
    float way = clamp((back - front) / slant, LEAST_WAY, s.thickness);
    // The face by which it leaves: the one seen where the ray would be after that way.
    vec2 leaves = picture_place(f.relative + ray * way).xy * view.viewport;
    // It is compared with what the pixels at each side see, so that no edge is passed over between them.
    vec2 right = dFdx(leaves), up = dFdy(leaves);
    int wide = int(clamp(sqrt(max(dot(right, right), dot(up, up))) + 0.5, 1.0, WIDEST));
    // Beyond the picture it is the face at the nearest edge whose pixels at each side are seen: those of one pixel have no normal.
    ivec2 pixel = clamp(ivec2(leaves), ivec2(wide), max(textureSize(u_back_depth, 0) - 1 - wide, ivec2(wide)));
    vec4 face = back_face(pixel);
    float bent = 0.0;
    vec3 x = along_face(back_face(pixel - ivec2(wide, 0)), face, back_face(pixel + ivec2(wide, 0)), bent) / float(wide);
    vec3 y = along_face(back_face(pixel - ivec2(0, wide)), face, back_face(pixel + ivec2(0, wide)), bent) / float(wide);
    vec3 normal = cross(x, y);
    normal *= inversesqrt(max(dot(normal, normal), 1e-30));
    normal = face.w > 0.5 ? normal * sign(dot(normal, ray) + 1e-9) : -f.normal;
    // A body that is thin beside a pixel refracts as a plate: faces of less than a pixel would be noise.
    // So does one at an edge of its back faces, where two pixels side by side do not tell the normal.
    float thin = smoothstep(PLATE.x, PLATE.y, (length(x) + length(y)) / way), edge = smoothstep(BENT.x, BENT.y, bent), plate = max(thin, edge);
    normal = normalize(mix(normal, -f.normal, plate));
    normal = normalize(mix(normal, -entered, s.pane));
    float leaving = max(dot(normal, ray), LEAST_LEAVING);
    if (face.w > 0.5) way = clamp(dot(face.xyz - f.relative, normal) / leaving, LEAST_WAY, s.thickness);
    vec3 place = f.relative + ray * way;
    bool reflected = dot(refract(ray, -normal, s.ior), vec3(1.0)) == 0.0;
    // The surroundings vary slowly: they are looked up once, without dispersion.
    vec3 around = reflected_environment(place, leaving_ray(f, entered, normal, s.ior, reflected), s.roughness);
    vec3 near = textureLod(u_behind, gl_FragCoord.xy / view.viewport, log2(WANDERED.x * view.viewport.y)).rgb;
    around = mix(around, near, reflected ? WANDERED.y : 0.0);
    vec3 to[3], seen;
    for (int channel = 0; channel < 3; channel++)
        to[channel] = comes_to(place, leaving_ray(f, entered, normal, s.ior + DISPERSION * float(channel - 1), reflected));
    // Where rays of pixels side by side, or of colours, come apart, each sees the mean of what lies between them.
    right = dFdx(to[1].xy) * view.viewport;
    up = dFdy(to[1].xy) * view.viewport;
    vec2 fan = (to[2].xy - to[0].xy) * view.viewport;
    float apart = sqrt(max(max(dot(right, right), dot(up, up)), dot(fan, fan))), most = log2(WANDERED.x * view.viewport.y);
    float level = max(min(log2(max(apart, 1.0)), most), s.roughness * BLUR_LEVELS) - 1.0;  // the image has half the size
    for (int channel = 0; channel < 3; channel++)
        seen[channel] = mix(around, textureLod(u_behind, to[channel].xy, max(level, 0.0)).rgb, to[channel].z)[channel];
    float n_v = clamp(dot(s.normal, f.view), 0.0, 1.0);
    float fresnel = schlick(reflectance(s), n_v).g;
    // A pixel on an edge of the back faces would see anything: a row of them would be a row of dots.
    seen = mix(seen, near, max(BEVELLED * s.bevel_share, edge * (1.0 - thin) * (1.0 - s.pane)));
    return seen * pow(max(s.transmission, 1e-4), vec3(way * (reflected ? 2.0 : 1.0))) * (1.0 - fresnel);
}
