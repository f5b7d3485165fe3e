// Stars: many faint, few bright, each a soft dot of constant energy, in cells of a cube map.
const int LAYERS = 3;
const float CELLS = 38.0;       // of the coarsest layer, across a face of the cube
const float CROWD = 1.9;        // cells of each next layer, factor
const float EMPTY = 0.90;       // share of cells without a star, on the mean
const float CLUSTERING = 0.13;  // how far that share swings over the sky: stars lie in drifts, with gaps between
const float SPOT = 0.0011;      // radians: radius of a star, before the pixel widens it
const float BAND_WIDTH = 0.16;
const vec3 BAND_POLE = vec3(0.36, 0.86, -0.36);
const vec2 STAR_PLACE = vec2(0.2, 0.6);       // of a cell: least distance from its border, and the range of places
const vec2 MAGNITUDE = vec2(0.05, 0.008);     // brightness of middling and of the faintest stars, of the brightest
const float PIXEL_RADIUS = 0.75;              // pixels: radius to which a star is widened
const float FIRST_BRIGHTNESS = 9.0, NEXT_BRIGHTNESS = 0.4;  // of the coarsest layer; of each next one, factor
const float STAR_REACH = 3.6;                 // radii beyond which a star has no light worth adding
const int LAYER_SALT = 101;                   // so that layers have different hashes
const vec3 BAND_COLOUR = vec3(0.011, 0.0095, 0.009);  // radiance

struct Star { ivec3 cell; float rank; float away; float dim; };  // rank: a hash; away: radians from its middle; dim: of its layer

// The star that may be in the cell of a layer in which a direction lies.
Star star_of(vec3 direction, float cells, float dim, int salt)
{
    vec3 a = abs(direction);
    int face = a.x > a.y && a.x > a.z ? 0 : (a.y > a.z ? 1 : 2);
    vec2 plane = face == 0 ? direction.yz / direction.x : (face == 1 ? direction.xz / direction.y : direction.xy / direction.z);
    float side = face == 0 ? sign(direction.x) : (face == 1 ? sign(direction.y) : sign(direction.z));
    vec2 place = plane * cells;
    ivec2 cell = ivec2(floor(place));
    vec3 dice = hash33(ivec3(cell, salt + face * 2 + (side > 0.0 ? 1 : 0)));
    vec2 middle = vec2(cell) + STAR_PLACE.x + STAR_PLACE.y * dice.xy;  // away from the cell's border, so that no star is cut
    return Star(ivec3(cell, salt), dice.z, length(place - middle) / cells, dim);
}

// radius: radians.
vec3 light_of(Star star, vec3 direction, float radius)
{
    float empty = EMPTY + CLUSTERING * (0.5 - value_noise(direction * 4.3 + float(star.cell.z)));
    float rank = max(star.rank - empty, 0.0) / (1.0 - empty);
    // A magnitude law: three times as many stars for each step fainter.
    float rank_2 = rank * rank, rank_4 = rank_2 * rank_2, rank_16 = rank_4 * rank_4 * rank_4 * rank_4;
    float magnitude = (rank_16 * rank_2 + MAGNITUDE.x * rank_4 + MAGNITUDE.y) * star.dim;
    float energy = magnitude * (SPOT * SPOT) / (radius * radius);
    float kelvin = mix(3200.0, 11000.0, hash13(ivec3(star.cell.xy, star.cell.z + 77)));
    return rank > 0.0 ? blackbody(kelvin) * energy * exp(-star.away * star.away / (radius * radius)) : vec3(0.0);
}

// Whether a star may add light.
bool in_reach(Star star, float radius) { return star.rank > EMPTY - 0.5 * CLUSTERING && star.away < STAR_REACH * radius; }

// brightness: radiance factor. band: [0, 1] strength of the faint band.
vec3 starlight(vec3 direction, float brightness, float band)
{
    float radius = max(SPOT, PIXEL_RADIUS * max(length(dFdx(direction)), length(dFdy(direction))));
    vec3 light = vec3(0.0);
    const float next = CROWD, dimmer = NEXT_BRIGHTNESS;
    Star large = star_of(direction, CELLS, FIRST_BRIGHTNESS, 0);
    Star middle = star_of(direction, CELLS * next, FIRST_BRIGHTNESS * dimmer, LAYER_SALT);
    Star small = star_of(direction, CELLS * next * next, FIRST_BRIGHTNESS * dimmer * dimmer, 2 * LAYER_SALT);
    // Few pixels are near a star, and hardly any near two, so a loop over those that are near is mostly run once.
    for (int i = 0; i < LAYERS; i++) {
        Star star = in_reach(large, radius) ? large : in_reach(middle, radius) ? middle : small;
        if (!in_reach(star, radius)) break;
        light += light_of(star, direction, radius);
        if (star.cell.z == large.cell.z) large.rank = 0.0;
        else if (star.cell.z == middle.cell.z) middle.rank = 0.0;
        else small.rank = 0.0;
    }
    float off = dot(direction, normalize(BAND_POLE)) / BAND_WIDTH;
    float clouds = fbm(direction * 6.0, 4);
    light += BAND_COLOUR * band * exp(-off * off) * smoothstep(0.35, 0.8, clouds);
    return light * brightness;
}
