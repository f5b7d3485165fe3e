// A quad in the picture, and the kinds of them.

struct Sprite {
    vec4 place;  // centre, normalised device coordinates; depth, [0, 1]; distance along the view, m
    vec4 form;   // half sizes, pixels; direction of the first, unit
    vec4 light;  // radiance where it is opaque; opacity, thinning included
    vec4 more;   // its kind, a whole number, plus a chance; another chance; a number that grows with age, for patterns; diameter, m
};

const float KIND_PLAIN = 0.0, KIND_SMOKE = 1.0, KIND_LIT_SMOKE = 2.0, KIND_SHARD = 3.0;
