"""Broken scenes: each is reported with its place and what would be valid, and never with a traceback."""

import pytest

from tests.scene.texts import GOOD, replaced
from visualizer.scene.loading import load
from visualizer.scene.problems import SceneError

CAPTION = '[[caption]]\ntext = "{}"\nstart = {}\nend = {}\n'

BROKEN = {
    # syntax
    "empty": ("", "s.toml:1:1: the first line of a scene is 'format = 1': it is missing"),
    "unclosed string": (replaced('"Test"', '"Test'), "s.toml:2:14: this is not TOML: the text that begins at 2:9 is not closed: a quote is missing"),
    "unclosed string of other quotes": (replaced('"Test"', "'Test"), "this is not TOML: the text that begins at 2:9 is not closed"),
    "unclosed string of lines": (GOOD + 'a = """\nb\n', "this is not TOML: the text that begins at 24:5 is not closed"),
    "no value": (replaced("fps = 10", "fps ="), "s.toml:5:6: this is not TOML: invalid value"),
    "key twice": (replaced("fps = 10", "fps = 10\nfps = 12"), "s.toml:6:9: this is not TOML: cannot overwrite a value"),
    "open bracket": (replaced("[64, 36]", "[64, 36"), "this is not TOML: unclosed array"),
    "key of other letters": (GOOD + "[actor.décor]\n", "; a key with letters other than a to z must be in quotes"),
    # the frame of the file
    "format missing": (replaced("format = 1\n", ""), "the first line of a scene is 'format = 1': it is missing"),
    "format of the future": (replaced("format = 1", "format = 2"), "s.toml:1:10: format: this program supports only format 1 (2)"),
    "format true": (replaced("format = 1", "format = true"), "s.toml:1:10: format: this program supports only format 1 (true)"),
    "title a number": (replaced('"Test"', "7"), "s.toml:2:9: title: a text is needed (7)"),
    "unknown table": (GOOD + "[camra.x]\n", "s.toml:24:2: camra: unknown table or key; did you mean 'camera'?"),
    "unknown nonsense": (GOOD + "[xyzzy]\n", "s.toml:24:2: xyzzy: unknown table or key"),
    # film
    "film missing": (replaced("[film]\nduration = 4.0\nfps = 10\nsize = [64, 36]\n", ""), "the table [film] is missing"),
    "duration missing": (replaced("duration = 4.0\n", ""), "s.toml:3:2: film: 'duration' is missing"),
    "duration a text": (replaced("4.0", '"long"'), "s.toml:4:12: film.duration: a number is needed ('long')"),
    "duration negative": (replaced("4.0", "-1"), "s.toml:4:12: film.duration: must be at least 0.001 (-1)"),
    "duration endless": (replaced("4.0", "inf"), "s.toml:4:12: film.duration: must be at most 36000 (inf)"),
    "fps of too many digits": (replaced("fps = 10", "fps = 33.3333333333"), "s.toml:5:7: film.fps: has too many digits; write a fraction such as '100/3' (33.3333333333)"),
    "fps over nothing": (replaced("fps = 10", 'fps = "24/0"'), "s.toml:5:7: film.fps: a number such as 24 or 29.97 is needed, or a fraction such as '30000/1001' ('24/0')"),
    "fps in quotes": (replaced("fps = 10", 'fps = "24"'), "s.toml:5:7: film.fps: text is a fraction such as '30000/1001'; a number has no quotes ('24')"),
    "fps beyond all": (replaced("fps = 10", "fps = 240.1"), "s.toml:5:7: film.fps: must be at most 240 (240.1)"),
    "fps endless": (replaced("fps = 10", "fps = inf"), "s.toml:5:7: film.fps: a number such as 24 or 29.97 is needed"),
    "fps nothing": (replaced("fps = 10", "fps = 0"), "s.toml:5:7: film.fps: must be at least 1 (0)"),
    "size of one": (replaced("[64, 36]", "[64]"), "s.toml:6:8: film.size: a list of 2 is needed ([64])"),
    "size of none": (replaced("[64, 36]", "[]"), "s.toml:6:8: film.size: a list of 2 is needed ([])"),
    "place of two in a row of a list": (
        GOOD + '[emitter.e]\nrate = 1\n[[emitter.e.colliders]]\nshape = "sphere"\nposition = [1, 2]\n',
        "s.toml:28:12: emitter.e.colliders[0].position: a list of 3 is needed ([1, 2])",
    ),
    "height of a figure at its limit": (
        GOOD + '[actor.f]\nkind = "figure"\nheight = 4\n', "s.toml:26:10: actor.f.height: must be less than 4 (4)",
    ),
    "seed below nothing": (GOOD + '[actor.f]\nkind = "figure"\nseed = -1\n', "s.toml:26:8: actor.f.seed: must be at least 0 (-1)"),
    "sky no text": (GOOD + "[look.day.sky]\nmaterial = ['stars']\n", "s.toml:25:12: look.day.sky.material: a text is needed (['stars'])"),
    "mesh unknown": (
        GOOD + '[emitter.e]\nrate = 1\nshape = "surface"\nmesh = "stone.crystal"\n',
        "s.toml:27:8: emitter.e.mesh: no mesh is called 'stone.crystal'; meshes of 'stone': stone.shape",
    ),
    "no mesh": (GOOD + '[emitter.e]\nrate = 1\nsolid = true\n', "emitter.e: cannot be built: solid particles need a mesh"),
    "misspelt key": (replaced("fps = 10", "fsp = 10"), "s.toml:5:1: film.fsp: unknown key; did you mean 'fps'?"),
    "duration not a number": (replaced("4.0", "nan"), "s.toml:4:12: film.duration: a finite number below 1e12 is needed (nan)"),
    "duration in quotes": (replaced("4.0", '"4"'), "s.toml:4:12: film.duration: a number is needed ('4')"),
    "fps true": (replaced("fps = 10", "fps = true"), "s.toml:5:7: film.fps: a number such as 24 or 29.97 is needed, or a fraction such as '30000/1001' (true)"),
    "size of nothing": (replaced("[64, 36]", "[64, 0]"), "s.toml:6:13: film.size[1]: must be at least 1 (0)"),
    "size in quotes": (replaced("[64, 36]", '[64, "36"]'), "s.toml:6:13: film.size[1]: a whole number is needed ('36')"),
    "seed beyond all": (replaced("fps = 10", "seed = " + "9" * 30), "s.toml:5:8: film.seed: a finite number below 1e12 is needed"),
    # shots
    "no shot": (GOOD[: GOOD.index("[[shot]]")], "a scene needs at least one [[shot]]"),
    "list of no shots": (
        "format = 1\nshot = []\n" + GOOD[GOOD.index("[film]") : GOOD.index("[[shot]]")] + "[camera.c]\n",
        "s.toml:2:8: shot: a scene needs at least one [[shot]]",
    ),
    "shot in one bracket": (
        'format = 1\n[film]\nduration = 1\n[shot]\nname = "a"\nstart = 0\ncamera = "c"\n[camera.c]\n',
        "shot: tables such as [[shot]] are needed, with two brackets",
    ),
    "shot without a camera": (replaced('camera = "still"\nlook', "look"), "shot[0]: 'camera' is missing"),
    "camera unknown": (replaced('camera = "still"', 'camera = "stil"'), "s.toml:10:10: shot[0].camera: no camera is called 'stil'; did you mean 'still'?"),
    "look unknown": (replaced('look = "day"', 'look = "night"'), "s.toml:11:8: shot[0].look: no look is called 'night'"),
    "shot name twice": (replaced('"two"', '"one"'), "shot[1].name: a shot of this name exists already ('one')"),
    "shot name with a blank": (replaced('"two"', '"shot two"'), "shot[1].name: a name is made of letters, digits and _"),
    "two shots at once": (replaced('"one+2"', "0"), "shot[1].start: starts at the same time as 'one'; one of them would never be seen (0.0)"),
    "start relative to nothing": (replaced('"one+2"', '"onee+2"'), "s.toml:14:9: shot[1].start: no shot or marker is called 'onee' ('onee+2'); did you mean 'one'?"),
    "start in a cycle": (replaced("start = 0\n", 'start = "two"\n'), "no shot or marker is called 'two' ('two')"),
    "marker named as a shot": (GOOD + '[[marker]]\nname = "two"\ntime = 1\n', "s.toml:25:8: marker[0].name: a shot of this name exists already ('two')"),
    "marker name twice": (GOOD + 2 * '[[marker]]\nname = "m"\ntime = 1\n', "marker[1].name: a marker of this name exists already ('m')"),
    "marker relative to itself": (GOOD + '[[marker]]\nname = "m"\ntime = "m"\n', "marker[0].time: no shot or marker is called 'm'"),
    "start no time": (replaced('"one+2"', '"one*2"'), "shot[1].start: a time is seconds, or the name of a shot or marker with an offset such as 'launch+0.5' ('one*2')"),
    "start endless": (replaced('"one+2"', '"one+' + "9" * 400 + '"'), "shot[1].start: a finite number below 1e12 is needed"),
    # values
    "number of 400 digits": (GOOD + "roughness = " + "9" * 400 + "\n", "actor.stone.roughness: a finite number below 1e12 is needed"),
    "number of 5000 digits": (GOOD + "roughness = " + "9" * 5000 + "\n", "s.toml: a number has too many digits"),
    "plain size endless": (replaced("[1, 1, 1]", "[1, inf, 1]"), "s.toml:23:12: actor.stone.size[1]: a finite number below 1e12 is needed (inf)"),
    "plain seed in quotes": (GOOD + "seed = '1'\n", "s.toml:24:8: actor.stone.seed: a whole number is needed ('1')"),
    "far before near": (GOOD.replace("look_at", "near = 10\nfar = 5\nlook_at"), "s.toml:19:7: camera.still.far: must be farther than near, not 5 m, with near at 10 m (5.0)"),
    "light without a direction": (GOOD.replace("colour = [3, 3, 3]", "direction = [0, 0, 0]"), "s.toml:20:13: look.day.key.direction: a direction has a length ([0.0, 0.0, 0.0])"),
    "vector of two": (replaced("[0, 1, 4]", "[0, 1]"), "s.toml:17:12: camera.still.position: a list of 3 numbers is needed ([0, 1])"),
    "vector of texts": (replaced("[0, 1, 4]", '["a", 1, 4]'), "s.toml:17:13: camera.still.position[0]: a number is needed ('a')"),
    "not a number": (replaced("[0, 1, 4]", "[nan, 1, 4]"), "s.toml:17:13: camera.still.position[0]: a finite number below 1e12 is needed"),
    "infinite": (replaced("[0, 1, 4]", "[0,\n1,\n inf]"), "s.toml:19:2: camera.still.position[2]: a finite number below 1e12 is needed"),
    "too large": (replaced("[0, 1, 4]", "[0, 1, 1e30]"), "s.toml:17:19: camera.still.position[2]: a finite number below 1e12 is needed"),
    "colour in words": (replaced("[3, 3, 3]", '"red"'), "s.toml:20:10: look.day.key.colour: a colour is three linear numbers or '#rrggbb' ('red')"),
    "colour below nothing": (replaced("[3, 3, 3]", "[3, -1, 3]"), "s.toml:20:14: look.day.key.colour[1]: a colour has no negative component (-1.0)"),
    "fov too wide": (GOOD.replace("look_at", "fov = 200\nlook_at"), "s.toml:18:7: camera.still.fov: must be at most 170 (200"),
    "wrong type for a flag": (GOOD + "visible = 1\n", "s.toml:24:11: actor.stone.visible: true or false is needed (1)"),
    # keys
    "no keys": (replaced("[0, 1, 4]", "[]"), "camera.still.position: a list of keys has at least one key"),
    "key without a time": (replaced("[0, 1, 4]", "[{ v = [0, 0, 0] }]"), "s.toml:17:13: camera.still.position[0]: key 1: 't' is missing"),
    "key without a value": (replaced("[0, 1, 4]", "[{ t = 0 }]"), "camera.still.position[0]: key 1: 'v' is missing"),
    "key with a stranger": (replaced("[0, 1, 4]", "[{ t = 0, v = [0, 0, 0], eas = 1 }]"), "s.toml:17:37: camera.still.position[0].eas: key 1: unknown key 'eas' (1); did you mean 'ease'?"),
    "keys out of order": (
        replaced("[0, 1, 4]", "[{ t = 2, v = [0, 0, 0] }, { t = 1, v = [0, 0, 0] }]"),
        "s.toml:17:45: camera.still.position[1].t: key 2: keys are in ascending order of time; 1 s comes after 2 s (1)",
    ),
    "keys at one time": (
        replaced("[0, 1, 4]", '[{ t = 2, v = [0, 0, 0] }, { t = "two", v = [0, 0, 0] }]'),
        "camera.still.position[1].t: key 2: two keys are at the same time, 2 s; a jump is a key with ease = \"step\" before it ('two')",
    ),
    "easing unknown": (
        replaced("[0, 1, 4]", '[{ t = 0, v = [0, 0, 0], ease = "in-out-sin" }]'),
        "camera.still.position[0].ease: key 1: unknown easing 'in-out-sin' ('in-out-sin'); did you mean 'in-out-sine'?",
    ),
    "easing in the words of others": (
        replaced("[0, 1, 4]", '[{ t = 0, v = [0, 0, 0], ease = "easeInOutSine" }]'),
        "unknown easing 'easeInOutSine' ('easeInOutSine'); did you mean 'in-out-sine'?",
    ),
    "bezier of three": (
        replaced("[0, 1, 4]", '[{ t = 0, v = [0, 0, 0], ease = "cubic-bezier(0, 0, 1)" }]'),
        "key 1: cubic-bezier takes four numbers",
    ),
    "value out of range in a key": (
        GOOD + "roughness = [{ t = 0, v = 0.1 }, { t = 1, v = 1.5 }]\n",
        "s.toml:24:47: actor.stone.roughness[1].v: key 2: must be at most 1 (1.5)",
    ),
    # actors and references
    "kind missing": (replaced('kind = "shape"\n', ""), "s.toml:21:8: actor.stone: 'kind' is missing; it is one of "),
    "kind unknown": (replaced('"shape"', '"shpae"'), "s.toml:22:8: actor.stone.kind: no kind of actor is called 'shpae'; did you mean 'shape'?"),
    "kind a list": (replaced('"shape"', '["shape"]'), "s.toml:22:8: actor.stone.kind: a text is needed (['shape'])"),
    "name with a line break": (GOOD + '[actor."a\\n"]\nkind = "shape"\n', "s.toml:24:8: actor.a\\n: a name is made of letters"),
    "quoted key with an escape": (GOOD + '"rough\\u006eess2" = 1\n', "s.toml:24:1: actor.stone.roughness2: unknown key; did you mean 'roughness'?"),
    "actor no table": (GOOD.replace("[actor.stone]", "[actor]\nrock = 5\n[actor.stone]"), "actor.rock: a table is needed (5)"),
    "property unknown": (GOOD + "rougness = 0.5\n", "s.toml:24:1: actor.stone.rougness: unknown key; did you mean 'roughness'?"),
    "shape unknown": (GOOD + 'shape = "blob"\n', "s.toml:24:9: actor.stone.shape: "),
    "shape misspelt": (replaced('kind = "shape"', 'kind = "shape"\nshape = "cristal"'), "s.toml:23:9: actor.stone.shape: unknown name ('cristal'); did you mean 'crystal'?"),
    "shape unlike any": (replaced('kind = "shape"', 'kind = "shape"\nshape = "blob"'), "actor.stone.shape: unknown name ('blob'); choose from box, crystal, cylinder, plane, sphere"),
    "appearance of an emitter unlike any": (GOOD + '[emitter.e]\nappearance = "fog"\n', "emitter.e.appearance: unknown name ('fog'); choose from dust, ember, glint, shard, smoke, spark"),
    "look_at nobody": (replaced('"stone.top"', '"ston.top"'), "s.toml:18:11: camera.still.look_at: no actor is called 'ston.top'; did you mean 'stone.top'?"),
    "anchor unknown": (replaced('"stone.top"', '"stone.tip"'), "camera.still.look_at: no anchor is called 'stone.tip'; did you mean 'stone.top'?"),
    "attached to nobody": (GOOD + 'attach = "moon"\n', "s.toml:24:10: actor.stone.attach: no actor is called 'moon'"),
    "attached to itself": (GOOD + 'attach = "stone"\n', "actor.stone.attach: attachments form a cycle: stone -> stone"),
    "attached in a cycle": (
        GOOD + 'attach = "b.top"\n[actor.b]\nkind = "shape"\nattach = "stone"\n',
        "actor.b.attach: attachments form a cycle: b -> stone -> b",
    ),
    "focus on nobody": (GOOD.replace("look_at", 'focus_on = "sun"\nlook_at'), "camera.still.focus_on: no actor is called 'sun'"),
    "name with a blank": (GOOD.replace("[actor.stone]", '[actor."my stone"]\nkind = "shape"\n[actor.stone]'), "actor.my stone: a name is made of letters"),
    "anchor unlike any": (replaced('"stone.top"', '"stone.bottom"'), "s.toml:18:11: camera.still.look_at: no anchor is called 'stone.bottom'; anchors of 'stone': middle, top"),
    "actor unlike any": (replaced('"stone.top"', '"rocket"'), "s.toml:18:11: camera.still.look_at: no actor is called 'rocket'; actors: stone"),
    "kind unlike any": (replaced('"shape"', '"ocean"'), "actor.stone.kind: no kind of actor is called 'ocean'; choose from "),
    "camera unlike any": (replaced('camera = "still"', 'camera = "crane"'), "shot[0].camera: no camera is called 'crane'; choose from still"),
    "key unlike any": (replaced("fps = 10", "colour = 10"), "film.colour: unknown key; choose from duration, font, fps, seed, size"),
    # keys where one value is needed
    "keys of a film's length": (replaced("4.0", "[{ t = 0, v = 4 }, { t = 1, v = 5 }]"), "s.toml:4:12: film.duration: this property takes a single value, not keyframes"),
    "keys of a size": (replaced("[1, 1, 1]", "[{ t = 0, v = [1, 1, 1] }, { t = 1, v = [2, 2, 2] }]"), "s.toml:23:8: actor.stone.size: this property takes a single value, not keyframes"),
    "keys of an attachment": (GOOD + 'attach = [{ t = 0, v = "stone" }]\n', "s.toml:24:10: actor.stone.attach: this property takes a single value, not keyframes"),
    "keys of a shot's camera": (replaced('camera = "still"', 'camera = [{ t = 0, v = "still" }]'), "s.toml:10:10: shot[0].camera: this property takes a single value, not keyframes"),
    "keys of an emitter's choice": (GOOD + '[emitter.e]\nrate = 1\nshape = [{ t = 0, v = "box" }]\n', "s.toml:26:9: emitter.e.shape: this property takes a single value, not keyframes"),
    # dates and other values are shown as the file has them
    "date as a time": (replaced("[0, 1, 4]", "[{ t = 1979-05-27, v = [0, 0, 0] }]"), "camera.still.position[0].t: key 1: a number is needed (1979-05-27)"),
    "clock as a value": (GOOD + "roughness = 07:32:00\n", "actor.stone.roughness: a number is needed (07:32:00)"),
    "table as a value": (GOOD + "roughness = { a = true, b = [1, 2] }\n", "actor.stone.roughness: a number is needed ({ a = true, b = [1, 2] })"),
    # looks
    "sky unknown": (GOOD + '[look.day.sky]\nmaterial = "gradent"\n', "look.day.sky.material: no sky is called 'gradent' ('gradent'); did you mean 'gradient'?"),
    "sky unlike any": (GOOD + '[look.day.sky]\nmaterial = "ocean"\n', "look.day.sky.material: no sky is called 'ocean' ('ocean'); choose from ascent, gradient, red_sun, stars"),
    "sky parameter unlike any": (GOOD + "[look.day.sky]\nclouds = 1\n", "look.day.sky.clouds: the sky 'gradient' has no parameter 'clouds' (1); choose from ground, horizon, zenith"),
    "sky parameter unknown": (GOOD + "[look.day.sky]\nzenit = [1, 1, 1]\n", "look.day.sky.zenit: the sky 'gradient' has no parameter 'zenit' ([1, 1, 1]); did you mean 'zenith'?"),
    "sky keys out of order": (
        GOOD + "[look.day.sky]\nzenith = [{ t = 1, v = [1, 1, 1] }, { t = 0, v = [1, 1, 1] }]\n",
        "s.toml:25:43: look.day.sky.zenith[1].t: key 2: keys are in ascending order of time",
    ),
    "look part unknown": (GOOD + "[look.day.fog]\n", "look.day.fog: unknown key"),
    # captions
    "caption of three lines": (GOOD + CAPTION.format("a\\\\nb\\\\nc".replace("\\\\", "\\"), 0, 3), "caption[0].text: a caption has at most 2 lines, not 3"),
    "caption too long": (GOOD + CAPTION.format("x" * 60, 0, 4), "caption[0].text: a line of a caption has at most 42 characters, not 60"),
    "caption backwards": (GOOD + CAPTION.format("hi", 3, 2), "caption[0].end: a caption ends after it starts (2.0)"),
    "caption with a bell": (
        GOOD + '[[caption]]\ntext = "a\\u0007b"\nstart = 0\nend = 3\n',
        "caption[0].text: this holds characters that cannot be printed ('a\\x07b')",
    ),
    "caption empty": (GOOD + CAPTION.format("", 0, 2), "caption[0].text: this is empty"),
    "caption blank": (GOOD + CAPTION.format("  ", 0, 2), "caption[0].text: this is empty"),
    # includes
    "include with a zero byte": ('include = ["a\\u0000b"]\n' + GOOD, "s.toml:1:12: include[0]: cannot read"),
    "include no list": ('include = "a.toml"\n' + GOOD, "include: a list of file names is needed ('a.toml')"),
    "include missing": ('include = ["a.toml"]\n' + GOOD, "s.toml:1:12: include[0]: cannot read 'a.toml': No such file or directory"),
    "include missing in a folder": ('include = ["parts/./a.toml"]\n' + GOOD, "s.toml:1:12: include[0]: cannot read 'parts/a.toml': No such file or directory"),
    "include leaves": ('include = ["../a.toml"]\n' + GOOD, "include[0]: leaves the scene's folder; includes must be below it ('../a.toml')"),
    "include absolute": ('include = ["/etc/hosts"]\n' + GOOD, "include[0]: leaves the scene's folder"),
    "include itself": ('include = ["s.toml"]\n' + GOOD, "s.toml:1:12: include[0]: includes itself ('s.toml')"),
    # others
    "bezier that overflows": (
        replaced("[0, 1, 4]", '[{ t = 0, v = [0, 0, 0], ease = "cubic-bezier(0, 1e300, 1, 1)" }]'),
        "s.toml:17:44: camera.still.position[0].ease: key 1: the second and fourth number of cubic-bezier lie within 1000 of 0",
    ),
    "line ends of Windows": (replaced("fps = 10", "fsp = 10").replace("\n", "\r\n"), "s.toml:5:1: film.fsp: unknown key"),
    "byte order mark": ("\ufeff" + replaced("format = 1", "format = 2"), "s.toml:1:10: format: this program supports only format 1 (2)"),
    "camera as a list": (replaced("[camera.still]", "[[camera.still]]"), "s.toml:16:10: camera.still: a table is needed"),
    "sun without a direction": (
        GOOD + '[look.day.sky]\nmaterial = "red_sun"\nsun = [0, 0, 0]\nbrightness = 1\nband = 0.5\nreach = 0.3\ncorona = [1, 1, 1]\n',
        "s.toml:26:7: look.day.sky.sun: a direction has a length ([0.0, 0.0, 0.0])",
    ),
    "sun that passes through nothing": (
        GOOD + '[look.day.sky]\nmaterial = "red_sun"\nsun = [{ t = 0, v = [0, 1, 0] }, { t = 2, v = [0, -1, 0] }]\nbrightness = 1\nband = 0.5\nreach = 0.3\ncorona = [1, 1, 1]\n',
        "look.day.sky.sun[0]: a direction has a length at every time: at 1 s this has none; add a keyframe in between that leads around zero",
    ),
    "sky colour of two": (GOOD + "[look.day.sky]\nzenith = [1, 1]\n", "s.toml:25:10: look.day.sky.zenith: a list of 3 numbers is needed ([1, 1])"),
    "too many particles": (GOOD + "[emitter.e]\nrate = 1e9\nlife = 1\n", "emitter.e: cannot be built: 6e+09 particles are more than"),
    "include of a folder": ('include = ["."]\n' + GOOD, "s.toml:1:12: include[0]: this is a folder"),
    "nested without end": ("x = " + "[" * 3000 + "]" * 3000, "nested too deep"),
    "nested in a value": (GOOD + "roughness = " + "[" * 100 + "]" * 100 + "\n", "nested too deep"),
    "dotted without end": ("x" + ".x" * 3000 + " = 1", "nested too deep"),
}  # fmt: skip


def problems_of(tmp_path, text, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "s.toml").write_text(text, encoding="utf-8")
    with pytest.raises(SceneError) as caught:
        load("s.toml")
    return str(caught.value)


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_scene_gets_its_message(name, tmp_path, monkeypatch):
    text, expected = BROKEN[name]
    assert expected in problems_of(tmp_path, text, monkeypatch)


def test_there_are_at_least_forty_broken_scenes():
    assert len(BROKEN) >= 40


def test_the_good_scene_is_good(tmp_path):
    (tmp_path / "s.toml").write_text(GOOD)
    assert load(tmp_path / "s.toml").film.duration == 4.0


def test_all_problems_of_a_file_are_reported_together_in_the_order_of_its_lines(tmp_path, monkeypatch):
    text = replaced("fps = 10", "fsp = 10").replace('"shape"', '"shpae"').replace('"stone.top"', '"stn"')
    lines = problems_of(tmp_path, text, monkeypatch).splitlines()
    assert [line.split(":")[1] for line in lines] == ["5", "18", "22"]


def test_an_error_in_an_easing_function_suggests_no_other_names(tmp_path):
    for ease in ("cubic-bezier(2, 0, 0, 1)", "steps(0)", "linear(0)", "linear()"):
        path = tmp_path / "s.toml"
        path.write_text(replaced("[0, 1, 4]", f'[{{ t = 0, v = [0, 0, 0], ease = "{ease}" }}]'))
        with pytest.raises(SceneError) as error:
            load(path)
        assert str(error.value).endswith(f"('{ease}')")


def test_all_problems_of_a_sky_are_reported_together(tmp_path, monkeypatch):
    text = (
        GOOD
        + '[look.day.sky]\nzenith = 1\nhorizon = [{ t = 1, v = [0, 0, 0] }, { t = 0, v = "x" }]\nclouds = 2\n'
    )
    lines = problems_of(tmp_path, text, monkeypatch).splitlines()
    assert [line.split(": ")[1] for line in lines] == [
        "look.day.sky.zenith",
        "look.day.sky.horizon[1].v",
        "look.day.sky.clouds",
    ]


def test_keyframes_of_a_property_that_takes_none_are_reported_once(tmp_path, monkeypatch):
    text = replaced("[64, 36]", "[{ t = 0, v = 1 }, { t = 1, v = 2 }, { t = 2, v = 3 }]")
    lines = problems_of(tmp_path, text, monkeypatch).splitlines()
    assert lines == ["s.toml:6:8: film.size: this property takes a single value, not keyframes"]


@pytest.mark.parametrize("name", ["старт", "απογείωση", "décollage", "打ち上げ", "प्रक्षेपण", "_1"])
def test_names_have_letters_of_any_script(name, tmp_path):
    text = (
        replaced('"one"', f'"{name}"')
        .replace('"one+2"', f'"{name} + 2"')
        .replace("[actor.stone]", f'[actor."{name}_x"]')
        .replace("stone.top", f"{name}_x.top")
    )
    (tmp_path / "s.toml").write_text(text, encoding="utf-8")
    scene = load(tmp_path / "s.toml")
    assert [(shot.name, shot.start) for shot in scene.shots] == [(name, 0.0), ("two", 2.0)]


def test_a_problem_in_an_included_file_names_that_file(tmp_path, monkeypatch):
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "set.toml").write_text('# a set\n[actor.wall]\nkind = "shape"\nsiz = 2\n')
    message = problems_of(tmp_path, 'include = ["parts/set.toml"]\n' + GOOD, monkeypatch)
    assert "parts/set.toml:4:1: actor.wall.siz: unknown key; did you mean 'size'?" in message


def test_what_two_files_define_names_both_places(tmp_path, monkeypatch):
    (tmp_path / "b.toml").write_text('[actor.stone]\nkind = "shape"\n')
    message = problems_of(tmp_path, 'include = ["b.toml"]\n' + GOOD, monkeypatch)
    assert "b.toml:1:8: actor.stone: defined already at s.toml:22:8" in message


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (lambda p: None, "s.toml: cannot read the file: No such file or directory"),
        (lambda p: p.mkdir(), "s.toml: this is a folder; a scene file is needed"),
        (
            lambda p: p.write_bytes(b"\xff\xfe\x00"),
            "s.toml:1:1: the file is UTF-16 or UTF-32 text; save it as UTF-8",
        ),
        (lambda p: p.write_bytes(b"# " + b"x" * 9_000_000), "s.toml: the file is larger than 8 MiB"),
    ],
)
def test_an_unreadable_file_is_reported(make, expected, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    make(tmp_path / "s.toml")
    with pytest.raises(SceneError, match=expected.replace("(", r"\(").replace(")", r"\)")):
        load("s.toml")


def test_a_cycle_of_symbolic_links_is_reported(tmp_path, monkeypatch):
    (tmp_path / "loop.toml").symlink_to("loop.toml")
    message = problems_of(tmp_path, 'include = ["loop.toml"]\n' + GOOD, monkeypatch)
    assert message.startswith("s.toml:1:12: include[0]: cannot read")


def test_references_to_an_actor_with_errors_are_not_reported(tmp_path, monkeypatch):
    assert len(problems_of(tmp_path, replaced('"shape"', '"shpae"'), monkeypatch).splitlines()) == 1


def test_columns_count_characters_not_bytes(tmp_path, monkeypatch):
    text = replaced("duration = 4.0", 'duration = 4.0\n"größe" = 1')
    assert "s.toml:5:1: film.größe: unknown key" in problems_of(tmp_path, text, monkeypatch)
