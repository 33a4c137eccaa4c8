"""
An extension of idf.py: adds the component tls419 and its configuration to whatever project is built.

Moddable makes the project that ESP-IDF builds, and its manifests cannot say that it has a component in a folder of its own; and the one place that they have for lines
of sdkconfig.defaults is that of the board. ESP-IDF can be told by the environment: IDF_EXTRA_ACTIONS_PATH names folders of extensions, of which idf.py loads every
module whose name ends with _ext. manifest.json sets it.

TLS419_PROFILE is a list of folders with an sdkconfig.defaults, separated by commas: "full" (which it is unless told), "small", "psram" and "ds" are those beside this one;
"none" is for a project that says all of it itself.
"""

import os
from pathlib import Path

HOST = Path(__file__).resolve().parent.parent


def defaults_of(names):
    """The files of a list of profiles."""
    files = []
    for name in names.split(","):
        file = HOST / name.strip() / "sdkconfig.defaults"
        if not file.is_file():
            raise RuntimeError(f'TLS419_PROFILE is "{names}", and there is no {file}: give "full" or "small", and "psram" or "ds" behind a comma')
        files.append(file.as_posix())
    return files


def add(entries, name, values):
    """The definitions with values added to the list of that name; a list of CMake's has semicolons."""
    others = [entry for entry in entries if entry.split("=", 1)[0].split(":", 1)[0] != name]
    before = [entry.split("=", 1)[1] for entry in entries if entry not in others]
    return [*others, f"{name}={';'.join([*before, *values])}"]


def add_component(_context, global_args, _tasks):
    entries = add(global_args.define_cache_entry, "EXTRA_COMPONENT_DIRS", [(HOST / "tls419").as_posix()])
    profile = os.environ.get("TLS419_PROFILE", "full")
    # Moddable gives its own defaults when it configures, and only then.
    if profile != "none" and any(entry.startswith("SDKCONFIG_DEFAULTS=") for entry in entries):
        entries = add(entries, "SDKCONFIG_DEFAULTS", defaults_of(profile))
    global_args.define_cache_entry = entries


def action_extensions(_base_actions, _project_path):
    return {"global_action_callbacks": [add_component]}
