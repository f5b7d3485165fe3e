// Stars: many faint, few bright, each a soft dot of constant energy, in cells of a cube map; and a faint band with dark rifts.
const int LAYERS = 3;
const float CELLS = 38.0;       // of the coarsest layer, across a face of the cube
const float CROWD = 1.9;        // cells of each next layer, factor
const float EMPTY = 0.90;       // share of cells without a star, on the mean
const float CLUSTERING = 0.13;  // how far that share swings over the sky: stars lie in drifts, with gaps between
const float SPOT = 0.0011;      // radians: radius of a star, before the pixel widens it
const float BAND_WIDTH = 0.26;
const vec3 BAND_POLE = vec3(0.71, -0.65, 0.26);
const vec2 BAND_EDGE = vec2(0.9, 0.42);       // widths by which clouds shift the band; of the rift in its middle
const float RIFT = 0.75;                      // share of its light that the rift takes
const float BAND_STARS = 0.045;               // share of cells by which there are more stars in the band
const vec2 STAR_PLACE = vec2(0.2, 0.6);       // of a cell: least distance from its border, and the range of places
// Stars brighter than F are as F^-1.4, close to the law of stars spread evenly through space (F^-1.5); of one layer, and by layers.
const vec2 FLUX = vec2(0.72, 0.004);          // exponent of the brightness over the rank, 1 / 1.4; rank of the brightest
const vec3 KELVIN = vec3(3300.0, 6200.0, 15000.0);  // of the coolest stars, of those in the middle, of the hottest
const float PIXEL_RADIUS = 0.75;              // pixels: radius to which a star is widened
const float FIRST_BRIGHTNESS = 0.13, NEXT_BRIGHTNESS = 0.4;  // of the faintest star of the coarsest layer; of each next one, factor
const float STAR_REACH = 3.6;                 // radii beyond which a star has no light worth adding
const int LAYER_SALT = 101;                   // so that layers have different hashes
const int STAR_CLOUD_OCTAVES = 4;
const vec3 BAND_COLOUR = vec3(0.036, 0.028, 0.026);  // radiance

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

// Distance from the middle of the band, widths.
float off_band(vec3 direction) { return dot(direction, normalize(BAND_POLE)) / BAND_WIDTH; }

// radius: radians.
vec3 light_of(Star star, vec3 direction, float radius)
{
    float off = off_band(direction);
    float empty = EMPTY + CLUSTERING * (0.5 - value_noise(direction * 4.3 + float(star.cell.z))) - BAND_STARS * exp(-off * off);
    float rank = (1.0 - star.rank) / (1.0 - empty);  // evenly in [0, 1] among the stars that there are; the brightest first
    float energy = pow(max(rank, FLUX.y), -FLUX.x) * star.dim * (SPOT * SPOT) / (radius * radius);
    float chance = 2.0 * hash13(ivec3(star.cell.xy, star.cell.z + 77)) - 1.0, rare = chance * chance;
    float kelvin = mix(KELVIN.y, chance < 0.0 ? KELVIN.x : KELVIN.z, rare);
    return rank < 1.0 ? blackbody(kelvin) * energy * exp(-star.away * star.away / (radius * radius)) : vec3(0.0);
}

// Whether a star may add light.
bool in_reach(Star star, float radius) { return star.rank > EMPTY - 0.5 * CLUSTERING - BAND_STARS && star.away < STAR_REACH * radius; }

// Clouds of faint stars, [0, 1], which vary slowly.
float star_clouds(vec3 direction, int octaves) { return fbm(direction * 6.0, octaves); }

// brightness: radiance factor. band: [0, 1] strength of the faint band. clouds: of `star_clouds`.
vec3 starlight(vec3 direction, float brightness, float band, float clouds)
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
    float off = off_band(direction) + BAND_EDGE.x * (clouds - 0.5), rift = off / BAND_EDGE.y;
    light += BAND_COLOUR * band * exp(-off * off) * smoothstep(0.2, 0.8, clouds) * (1.0 - RIFT * exp(-rift * rift));
    return light * brightness;
}
