"""The smallest scene text to which an emitter can be added."""

STAGE = """format = 1
[film]
duration = 4
[[shot]]
name = "a"
start = 0
camera = "c"
[camera.c]
position = [0, 1, 5]
"""
