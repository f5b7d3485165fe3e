// A picture as planes of luma and chroma, as encoders take them: BT.709 (ITU-R BT.709-6, 3.2 and 3.5), limited range.
// The planes follow each other in rows as wide as the picture, the top row of luma first.
uniform sampler2D u_picture;  // sRGB, [0, 1], bottom row first
uniform ivec2 u_halved;       // [0, 1]: whether chroma has half the width, and half the height
uniform float u_scale;        // codes of the planes for one code of 8 bits: 1, or 4 for 10 bits

out uint f_code;

const float KR = 0.2126;
const float KG = 0.7152;
const float KB = 0.0722;
const float LUMA_BLACK = 16.0;    // codes of 8 bits
const float LUMA_RANGE = 219.0;
const float CHROMA_ZERO = 128.0;
const float CHROMA_RANGE = 224.0;
const int TAPS = 4;
const float WEIGHTS[TAPS] = float[](0.125, 0.375, 0.375, 0.125);  // rows of the picture for one of chroma of half the height

vec3 pixel(int column, int row)
{
    ivec2 size = textureSize(u_picture, 0);
    return texelFetch(u_picture, ivec2(column, size.y - 1 - clamp(row, 0, size.y - 1)), 0).rgb;
}

// The mean of the pixels of one row that share chroma: two beside each other where it has half the width.
vec3 across(int column, int row)
{
    vec3 colour = pixel(column << u_halved.x, row);
    return u_halved.x == 0 ? colour : 0.5 * (colour + pixel(2 * column + 1, row));
}

void main()
{
    ivec2 size = textureSize(u_picture, 0);
    int place = int(gl_FragCoord.y) * size.x + int(gl_FragCoord.x);
    float code;
    if (place < size.x * size.y) {
        vec3 colour = pixel(place % size.x, place / size.x);
        code = LUMA_BLACK + LUMA_RANGE * dot(colour, vec3(KR, KG, KB));
    } else {
        ivec2 part = size >> u_halved;
        int rest = place - size.x * size.y;
        bool red = rest >= part.x * part.y;
        rest -= red ? part.x * part.y : 0;
        ivec2 at = ivec2(rest % part.x, rest / part.x);
        vec3 colour = vec3(0.0);
        for (int tap = 0; tap < TAPS && u_halved.y == 1; tap++) colour += WEIGHTS[tap] * across(at.x, 2 * at.y + tap - 1);
        if (u_halved.y == 0) colour = across(at.x, at.y);
        float luma = dot(colour, vec3(KR, KG, KB));
        float chroma = red ? (colour.r - luma) / (2.0 * (1.0 - KR)) : (colour.b - luma) / (2.0 * (1.0 - KB));
        code = CHROMA_ZERO + CHROMA_RANGE * chroma;
    }
    f_code = uint(floor(code * u_scale + 0.5));
}
