// The largest spread in a part of the picture: of the texels of `blur_spread.frag`, or of parts that were reduced
// before.
uniform sampler2D u_finer;  // xy: motion, pixels; w: radius of the circle of confusion, pixels; or an image of this shader
uniform float u_reduced;    // 1: u_finer is an image of this shader; 0: it is not
uniform vec2 u_size;        // of this image, pixels
out vec4 f_colour;  // xy: the longest motion, pixels; z: the largest difference from it, or from the radius, pixels; w: largest radius, pixels

const float HUGE = 1e6;  // pixels

void main()
{
    ivec2 size = textureSize(u_finer, 0);
    vec2 each = vec2(size) / u_size, corner = floor(gl_FragCoord.xy);
    ivec2 first = ivec2(floor(corner * each)), end = min(ivec2(ceil((corner + 1.0) * each)), size);
    vec2 motion = vec2(0.0), low = vec2(HUGE), high = -low;
    float longest = -1.0, least = HUGE, most = 0.0;
    for (int y = first.y; y < end.y; y++)
        for (int x = first.x; x < end.x; x++) {
            vec4 one = texelFetch(u_finer, ivec2(x, y), 0);
            float squared = dot(one.xy, one.xy), around = one.z * u_reduced;
            motion = squared > longest ? one.xy : motion;
            longest = max(longest, squared);
            low = min(low, one.xy - around);
            high = max(high, one.xy + around);
            least = min(least, one.w - around);
            most = max(most, one.w);
        }
    f_colour = vec4(motion, max(length(max(high - motion, motion - low)), most - least), most);
}
