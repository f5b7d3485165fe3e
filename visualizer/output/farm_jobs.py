"""Jobs for render farms with a disk that all machines share: a task draws each segment, and a last one makes the film
of them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from visualizer.output.job import Job
from visualizer.output.segments import segments_of
from visualizer.output.sequence import is_sequence

OPENJD = "jobtemplate-2023-09"
"""Version of the specification Open Job Description that templates follow."""


@dataclass(frozen=True)
class FarmJob:
    """What is rendered where. scene, out: absolute paths, as all machines see them. job: with size, samples and detail.

    start, end: s, of its frames, end excluded.
    """

    scene: Path
    out: Path
    job: Job
    start: float
    end: float

    @property
    def segments(self) -> int:
        """The number of segments."""
        return len(segments_of(self.job.first, self.job.last))

    def parameters(self, folder: Path) -> dict[str, str]:
        """Return the parameters for which a template in a folder has no default, by name."""
        paths = {"Scene": self.scene, "SceneFolder": self.scene.parent, "Output": self.out}
        return {name: str(path) for name, path in paths.items() if not path.is_relative_to(folder)}

    @property
    def settings(self) -> list[str]:
        """The arguments of `render` after scene and output: all that determines the pixels and how they are stored."""
        job = self.job
        words = {
            "--from": repr(self.start), "--to": repr(self.end), "--fps": str(job.fps),
            "--size": f"{job.size[0]}x{job.size[1]}", "--samples": str(job.samples), "--detail": job.detail,
        }  # fmt: skip
        return [word for option in words.items() for word in option] + job.format.words


def open_job_description(farm: FarmJob, folder: Path) -> str:
    """Return a job template of Open Job Description, as JSON. Paths and the program are parameters that a farm may map.

    folder: of the template. The specification asks for default paths below it: what lies elsewhere has no default, see
    `FarmJob.parameters`.
    """
    common = ["render", "{{Param.Scene}}", "-o", "{{Param.Output}}", *farm.settings]

    def path(name: str, default: Path, flow: str, kind: str, text: str) -> dict[str, str]:
        definition = {"name": name, "type": "PATH", "objectType": kind, "dataFlow": flow, "description": text}
        if default.is_relative_to(folder):
            definition["default"] = default.relative_to(folder).as_posix() or "."
        return definition

    def script(*arguments: str) -> dict[str, Any]:
        return {"actions": {"onRun": {"command": "{{Param.Program}}", "args": [*common, *arguments]}}}

    template: dict[str, Any] = {
        "specificationVersion": OPENJD,
        "name": f"Render {farm.out.name}",
        "parameterDefinitions": [
            path("Scene", farm.scene, "IN", "FILE", "The scene file."),
            path("SceneFolder", farm.scene.parent, "IN", "DIRECTORY", "Its folder, with all files that it includes."),
            path("Output", farm.out, "OUT", "FILE", "The film or the pattern of pictures, on a disk that all machines share."),
            {"name": "Program", "type": "STRING", "default": "visualizer", "description": "The command of the visualizer."},
        ],
        "steps": [
            {
                "name": "Draw",
                "parameterSpace": {
                    "taskParameterDefinitions": [
                        {"name": "Segment", "type": "INT", "range": f"0-{farm.segments - 1}"}
                    ]
                },
                "script": script("--segment", "{{Task.Param.Segment}}"),
            }
        ],
    }  # fmt: skip
    if not is_sequence(farm.out):
        template["steps"].append(
            {"name": "Join", "dependencies": [{"dependsOn": "Draw"}], "script": script("--resume")}
        )
    return json.dumps(template, indent=2) + "\n"


def flamenco_job_type(farm: FarmJob, folder: Path) -> str:
    """Return a job type of Flamenco 3, a script that makes the tasks of this job. The paths and the program are its
    settings.

    folder: of the file, which does not matter.
    """
    join = "false" if is_sequence(farm.out) else "true"
    return f"""// A job type of Flamenco: put this file into the folder "scripts" of the manager.
const JOB_TYPE = {{
    label: {json.dumps(f"Visualizer: {farm.out.name}")},
    settings: [
        {{ key: "scene", type: "string", required: true, default: {json.dumps(str(farm.scene))},
           description: "The scene file, as workers see it" }},
        {{ key: "output", type: "string", required: true, default: {json.dumps(str(farm.out))},
           description: "The film or the pattern of pictures, on storage that all workers share" }},
        {{ key: "program", type: "string", required: true, default: "visualizer",
           description: "The command of the visualizer" }},
        {{ key: "segments", type: "int32", required: true, default: {farm.segments}, visible: "hidden" }},
    ],
}};

const SETTINGS = {json.dumps(farm.settings)};

function compileJob(job) {{
    const settings = job.settings;
    const common = ["render", settings.scene, "-o", settings.output].concat(SETTINGS);
    const drawn = [];
    for (let number = 0; number < settings.segments; number++) {{
        const task = author.Task("draw segment " + number, "misc");
        task.addCommand(author.Command("exec", {{
            exe: settings.program, args: common.concat(["--segment", String(number)]),
        }}));
        job.addTask(task);
        drawn.push(task);
    }}
    if ({join}) {{
        const task = author.Task("join", "misc");
        task.addCommand(author.Command("exec", {{ exe: settings.program, args: common.concat(["--resume"]) }}));
        for (const one of drawn) task.addDependency(one);
        job.addTask(task);
    }}
}}
"""
